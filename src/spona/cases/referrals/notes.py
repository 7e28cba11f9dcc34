"""What the sender writes down of a partner on paper: whom they called, what was told them.

Names, numbers and words are sealed, for the sender's own people only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import clocks
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.messages import SECTION as MESSAGE
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import side_of
from spona.vault.actions import create_box
from spona.vault.models import Box

SECTION: Final = "paper"
# What is written down later than this is no longer what somebody remembers.
BACK_AT_MOST: Final = dt.timedelta(days=31)

HANDED: Final[Mapping[str, Promise]] = {
    "phone": gettext_lazy("told by phone"),
    "person": gettext_lazy("handed over in person"),
    "post": gettext_lazy("sent by post"),
}
HEARD: Final[Mapping[str, Promise]] = {
    "phone": gettext_lazy("by phone"),
    "person": gettext_lazy("in person"),
    "post": gettext_lazy("by a letter"),
    "mail": gettext_lazy("by e-mail"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One entry: how (a code), who and in which role, when, their delovodni broj, what was said."""

    how: str
    role: str
    at: dt.datetime
    who: str = ""
    number: str = ""
    text: str = ""

    def to_document(self) -> dict[str, Any]:
        return {"schema": 1, **asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Note:
        facts = {name: value for name, value in document.items() if name != "schema"}
        return cls(**facts | {"at": dt.datetime.fromisoformat(facts["at"])})

    @property
    def person(self) -> str:
        return ", ".join(filter(None, (self.who, self.role)))


def check_note(note: Note, *, since: dt.datetime | None = None) -> None:
    """It happened already, not too long ago, and not before it was handed over (`since`)."""
    if note.how not in {**HANDED, **HEARD}:
        raise Denied(_("Choose how you reached them."))
    if not note.role.strip():
        raise Denied(_("Write whom you reached: the role is enough."))
    now = clocks.now()
    if note.at > now:
        raise Denied(_("This time has not come yet. Write when it was."))
    if note.at < now - BACK_AT_MOST:
        raise Denied(_("This is more than a month ago. Look at the day once more."))
    if since is not None and note.at < since:
        raise Denied(_("This is before it was handed over. Look at the time once more."))


def seal_note(
    referral: Referral, note: Note, *, by: Actor, purpose: str = "", message: str = ""
) -> Box:
    """One sealed entry that nobody changes; `message` is what the other side asks or tells."""
    documents: dict[str, dict[str, Any]] = {SECTION: note.to_document()}
    if message.strip():
        documents[MESSAGE] = {"schema": 1, "purpose": purpose, "text": message.strip()}
    own = side_of(referral, referral.sender_institution_id, section="cover")
    return create_box(
        "response",
        owner=referral.sender_institution_id,
        sections=documents,
        grants=dict.fromkeys(documents, own),
        by=by,
        reference=referral.reference,
    )
