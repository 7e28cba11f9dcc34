"""The people around the person of a case. Kinship opens nothing to anybody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from spona.cases.fields.codes import Codes, word

# Beside them in their section: other files that came of the same report (`another_case`).
LINKED: Final = "linked"
RELATION: Final[Codes] = {
    "mother": gettext_lazy("Mother"),
    "father": gettext_lazy("Father"),
    "guardian": gettext_lazy("Guardian"),
    "sibling": gettext_lazy("Brother or sister"),
    "child": gettext_lazy("Child of the person"),
    "partner": gettext_lazy("Partner"),
    "relative": gettext_lazy("Another relative"),
    "friend": gettext_lazy("Friend"),
    "other": gettext_lazy("Somebody else"),
}
KNOWS: Final[Codes] = {
    "yes": pgettext_lazy("answer", "Yes"),
    "no": pgettext_lazy("answer", "No"),
    "never": gettext_lazy("Must not learn of it"),
    "not_sure": pgettext_lazy("answer", "Not sure"),
}


@dataclass(frozen=True, slots=True)
class RelatedPerson:
    """`relation` is a code of `RELATION`, `knows` one of `KNOWS`; `lives_with`, `at_risk` and
    `may_contact` are of `YES_NO`, empty where nobody has asked. `own_case` is a reference.
    """

    id: str = ""
    relation: str = ""
    name: str = ""
    age: str = ""
    lives_with: str = ""
    at_risk: str = ""
    may_contact: str = ""
    knows: str = ""
    reach: str = ""
    more: str = ""
    own_case: str = ""

    def to_document(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> RelatedPerson:
        """Of an entry as it is sealed; what this version does not know is left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{key: str(value) for key, value in document.items() if key in known})

    def to_send(self) -> dict[str, str]:
        """As it goes to another institution: that they have a file here is not told there."""
        return {key: one for key, one in asdict(self).items() if key not in ("id", "own_case")}

    @property
    def mark(self) -> str:
        """Another one for another text: whether a colleague has changed it since it was read."""
        text = json.dumps(self.to_document(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def title(self) -> str:
        return ", ".join(filter(None, (word(RELATION, self.relation), self.name, self.age)))

    @property
    def said(self) -> list[str]:
        """What was answered of them, as sentences."""
        said = {
            "lives_with": {
                "yes": _("lives with the person"),
                "no": _("lives elsewhere"),
                "not_sure": _("not known whether they live together"),
            },
            "at_risk": {
                "yes": _("may be at risk"),
                "no": _("not at risk"),
                "not_sure": _("not known whether at risk"),
            },
            "may_contact": {
                "yes": _("may be contacted"),
                "no": _("must not be contacted"),
                "not_sure": _("not known whether they may be contacted"),
            },
            "knows": {
                "yes": _("knows of the report"),
                "no": _("does not know of the report"),
                "never": _("must not learn of it"),
                "not_sure": _("not known whether they know of the report"),
            },
        }
        found = [words.get(getattr(self, name), "") for name, words in said.items()]
        return [*filter(None, (*found, self.reach, self.more, self.own_case))]

    @property
    def line(self) -> str:
        return ": ".join(filter(None, (self.title, "; ".join(self.said))))
