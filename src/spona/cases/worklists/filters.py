"""What of a list is asked for. It stands in the address, so that going back keeps it.

Only clear words stand there: states, kinds, days, a reference. A name never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.audit.verified_rows import remembered
from spona.cases.worklists.kinds import List
from spona.directory.models import Institution
from spona.forms.days import possible
from spona.reference.reference_codes import normalise, written_parts
from spona.reference.scripts import serbian_key

type Choices = list[tuple[str, str | Promise]]

_NO_REFERENCE: Final = _(
    "Only a reference belongs here, for example R-7K3M-Q2. Look for a name in “All our files”: "
    "what you type there stays out of the address."
)
_LOOKS_RIGHT: Final = (
    r"\s*[RFTMArftmaРФТМАрфтма][\s.–\-]*([0-9A-Za-zА-Яа-яЉЊЏљњџ][\s.–\-]*){6}"
    # Or a part of one, with a digit in it or its first letter and dash.
    r"|\s*(?=.*[0-9])[0-9A-Za-zА-Яа-яЉЊЏљњџ.–\-]{3,9}\s*"
    r"|\s*[RFTMArftmaРФТМАрфтма][–\-][0-9A-Za-zА-Яа-яЉЊЏљњџ\-]{2,6}\s*"
)
_MISTYPED: Final = _("One symbol of this reference is mistyped. Compare it once more.")
DEADLINE_CHOICES: Final[Choices] = [
    ("late", pgettext_lazy("deadlines", "late")),
    ("today", pgettext_lazy("deadlines", "today")),
    ("ahead", pgettext_lazy("deadlines", "later")),
]
ASSIGNED: Final[Choices] = [
    ("me", pgettext_lazy("assigned to", "me")),
    ("nobody", pgettext_lazy("assigned to", "nobody")),
    ("colleague", pgettext_lazy("assigned to", "a colleague")),
]


@dataclass(frozen=True, slots=True)
class Filters:
    """Codes of the choices; empty means any, and of `sort` the list's own order."""

    state: str = ""
    kind: str = ""
    deadline: str = ""
    institution: UUID | None = None
    assigned: str = ""
    since: date | None = None
    until: date | None = None
    reference: str = ""
    sort: str = ""

    @property
    def narrow(self) -> bool:
        """True where something was asked for, so an empty list does not mean that all is done."""
        return any(
            (self.state, self.kind, self.deadline, self.institution, self.assigned, self.since,
             self.until, self.reference)
        )  # fmt: skip

    @property
    def is_typed(self) -> bool:
        """True where something was asked for that is no word of a few."""
        return any((self.deadline, self.institution, self.since, self.until, self.reference))

    @property
    def query(self) -> str:
        """For links: what was asked for, without the page."""
        said: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("state", "kind", "deadline", "institution", "assigned", "since", "until",
                         "reference", "sort")
        }  # fmt: skip
        return urlencode({name: value for name, value in said.items() if value})


class FilterForm(forms.Form):
    """The fields of one list. A mistake is a sentence beside its field and narrows nothing."""

    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=40,
        # The browser stops most names before they are in an address.
        widget=forms.TextInput(
            attrs={"pattern": _LOOKS_RIGHT, "title": _("For example R-7K3M-Q2"),
                   "autocomplete": "off", "spellcheck": "false"}
        ),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    deadline = forms.ChoiceField(label=_("Deadline"), required=False)
    institution = forms.ChoiceField(label=_("Institution"), required=False)
    assigned = forms.ChoiceField(label=_("Assigned to"), required=False)
    since = forms.DateField(
        label=_("From day"),
        required=False,
        validators=[possible],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("To day"),
        required=False,
        validators=[possible],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    sort = forms.ChoiceField(label=_("First"), required=False)

    def __init__(self, data: QueryDict, *, of: List, actor: Actor) -> None:
        # A copy, so that what was mistyped can be forgotten.
        self.said = data.dict()
        super().__init__(self.said, auto_id="list_%s")
        self.offered: dict[str, Choices] = {
            "state": of.states,
            "kind": of.kinds,
            "deadline": DEADLINE_CHOICES,
            "institution": _institutions(actor),
            "assigned": ASSIGNED,
            "sort": of.sorts,
        }
        for name, choices in self.offered.items():
            if name not in of.filters:
                del self.fields[name]
                continue
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            first = of.first_state if name == "state" else _("any")
            field.choices = choices if name == "sort" else [("", first), *choices]

    def clean_reference(self) -> str:
        """As it is written, in any case and without dashes, or a part of one; nothing else may
        stand here.
        """
        typed = self.cleaned_data["reference"]
        if not typed:
            return ""
        try:
            found = normalise(typed)
        except ValueError:
            raise forms.ValidationError(_MISTYPED) from None
        if found is None and not written_parts(typed):
            raise forms.ValidationError(_NO_REFERENCE)
        return found or typed

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))
        return said

    def chosen(self) -> list[str]:
        """What the list is narrowed by, in words: `Deadline: late`."""
        words: list[str] = []
        for name, value in self.cleaned_data.items():
            if not value or name == "sort":
                continue
            field, shown = self.fields[name], value
            if isinstance(field, forms.ChoiceField):
                shown = dict(self.offered[name]).get(value, "")
            elif isinstance(field, forms.DateField):
                shown = date_format(value, "SHORT_DATE_FORMAT")
            words.append(f"{field.label}: {shown}")
        return words

    def forget_mistyped(self) -> None:
        """Not written back: what is no reference may be a name."""
        if "reference" in self.errors:
            self.said["reference"] = ""


def read_filters(query: QueryDict, *, of: List, actor: Actor) -> tuple[FilterForm, Filters]:
    """The form as it came and what of it counts."""
    form = FilterForm(query, of=of, actor=actor)
    form.is_valid()
    form.forget_mistyped()
    said = {name: value for name, value in form.cleaned_data.items() if value}
    if "institution" in said:
        said["institution"] = UUID(said["institution"])
    if said.get("sort") == of.sorts[0][0]:
        # The list's own order needs no word in the address.
        del said["sort"]
    return form, Filters(**said)


def refers(reference: str, *names: str) -> Q:
    """Rows in one of whose fields `names` this reference stands, or this part of one."""
    whole = Q()
    for name in names:
        whole |= Q(**{name: reference})
        for part in written_parts(reference):
            whole |= Q(**{f"{name}__contains": part})
    return whole


def _institutions(actor: Actor) -> Choices:
    """Those of the actor's networks: taken from the rows, the list would tell what is hidden."""
    key = ("choices of institutions", actor.networks, actor.institution_id, get_language())
    return remembered(key, lambda: _sitting_with(actor))


def _sitting_with(actor: Actor) -> Choices:
    rows = Institution.objects.filter(seats__network__in=actor.networks).distinct()
    named = [(str(row.pk), str(row.words)) for row in rows if row.pk != actor.institution_id]
    return [*sorted(named, key=lambda row: serbian_key(row[1], in_latin=True))]
