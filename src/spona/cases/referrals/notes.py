"""What the sender writes down of a partner on paper: whom they called, what was told them.

Names, numbers and words are sealed, for the sender's own people only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.addressee import SECTION as ADDRESSEE
from spona.cases.referrals.addressee import Addressee
from spona.cases.referrals.messages import SECTION as MESSAGE
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import side_of
from spona.cases.referrals.when import local
from spona.directory.models import Network
from spona.ui.days import long_day
from spona.vault.actions import create_box
from spona.vault.models import Box
from spona.vault.recipients import Recipient

SECTION: Final = "paper"
# What is written down later than this is no longer what somebody remembers.
BACK_AT_MOST: Final = dt.timedelta(days=31)
# A call comes before its paper by a long weekend at most.
CALLED_BEFORE: Final = dt.timedelta(days=4)
# Nobody waits longer than this for an answer; it is a mistyped year.
ANSWER_AT_MOST: Final = dt.timedelta(days=366)

HANDED: Final[Mapping[str, Promise]] = {
    "phone": gettext_lazy("told by phone"),
    "person": gettext_lazy("handed over in person"),
    "post": gettext_lazy("sent by post"),
    "fax": gettext_lazy("sent by fax"),
    "mail": gettext_lazy("sent by e-mail"),
}
HEARD: Final[Mapping[str, Promise]] = {
    "phone": gettext_lazy("by phone"),
    "person": gettext_lazy("in person"),
    "post": gettext_lazy("by a letter"),
    "mail": gettext_lazy("by e-mail"),
    "fax": gettext_lazy("by fax"),
}


NOT_REACHED: Final = "not_reached"
# What became of a paper that was asked back.
RESULTS: Final[Mapping[str, Promise]] = {
    "returned": gettext_lazy("They gave the paper back"),
    "destroyed": gettext_lazy("They destroyed the paper"),
    "kept": gettext_lazy("They keep the paper"),
    NOT_REACHED: gettext_lazy("Nobody was reached yet"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One entry: how (a code), who and in which role, when, their delovodni broj, what was said,
    and the day by which they said they would answer.

    `result` is a code of `RESULTS`, of a paper that was asked back.
    """

    how: str
    role: str
    at: dt.datetime
    who: str = ""
    number: str = ""
    text: str = ""
    reply_by: dt.date | None = None
    result: str = ""

    def to_document(self) -> dict[str, Any]:
        facts = asdict(self) | {"at": self.at.isoformat()}
        # Written only where there is one, so that what was sealed before has the same shape.
        facts["reply_by"] = self.reply_by.isoformat() if self.reply_by else None
        return {"schema": 1} | {name: value for name, value in facts.items() if value is not None}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Note:
        facts = {name: value for name, value in document.items() if name != "schema"}
        if day := facts.get("reply_by"):
            facts["reply_by"] = dt.date.fromisoformat(day)
        return cls(**facts | {"at": dt.datetime.fromisoformat(facts["at"])})

    @property
    def person(self) -> str:
        return ", ".join(filter(None, (self.who, self.role)))


def handed_lines(note: Note, network: Network) -> list[str]:
    """To whom it was handed, when, their number and by when they answer, for the sender's page."""
    lines = [
        _("%(how)s: %(who)s, %(when)s")
        % {"how": HANDED.get(note.how, ""), "who": note.person, "when": local(note.at, network)}
    ]
    if note.number:
        lines.append(_("Their delovodni broj: %(number)s") % {"number": note.number})
    if note.reply_by is not None:
        lines.append(_("They answer by %(day)s") % {"day": long_day(note.reply_by)})
    return [*lines, note.text] if note.text else lines


def check_note(note: Note, *, since: dt.datetime | None = None) -> None:
    """It happened already, not too long ago, and not before it was handed over (`since`)."""
    if note.how not in {**HANDED, **HEARD}:
        raise Denied(_("Choose how you reached them."))
    if not note.role.strip():
        raise Denied(_("Write whom you reached: the role is enough."))
    now = deadlines.now()
    if note.at > now:
        raise Denied(_("This time has not come yet. Write when it was."))
    if note.at < now - BACK_AT_MOST:
        raise Denied(_("This is more than a month ago. Look at the day once more."))
    if note.reply_by is not None and note.reply_by < timezone.localdate(note.at):
        raise Denied(_("They cannot answer before it was handed over. Look at the day once more."))
    if note.reply_by is not None and note.reply_by > timezone.localdate(now) + ANSWER_AT_MOST:
        raise Denied(_("This day is too far away. Look at the year once more."))
    if since is not None and note.at < since:
        raise Denied(_("This is before it was handed over. Look at the time once more."))


def check_handed(note: Note, *, prepared_at: dt.datetime) -> None:
    """Paper that was prepared here is handed over afterwards. Who told it by phone may have called
    first, and wrote it down when there was time.
    """
    earliest = prepared_at.replace(second=0, microsecond=0)
    if note.how == "phone":
        earliest -= CALLED_BEFORE
    if note.at < earliest:
        raise Denied(
            _("It was written here only later. Look at the day and the time once more."),
            field="at",
        )


def seal_note(
    referral: Referral,
    note: Note,
    *,
    by: Actor,
    purpose: str = "",
    message: str = "",
    addressee: Addressee | None = None,
) -> Box:
    """One sealed entry that nobody changes; `message` is what the other side asks or tells.

    For the people of who handed it over. What the other side asks or tells is for the first
    sender too, where somebody else handed it over.
    """
    own = side_of(referral, referral.paper_side_id, section="cover")
    return _sealed(
        referral, note, by=by, message=message, purpose=purpose, addressee=addressee,
        own=own, told=[*own, *_first_sender(referral)],
    )  # fmt: skip


def seal_handed_on(
    referral: Referral, note: Note, *, by: Actor, message: str, addressee: Addressee | None
) -> Box:
    """To whom a report was passed on on paper, when, and until when they answer: for who passed
    it on, and for the first sender, who hears of it.
    """
    both = [
        one
        for side in (referral.sender_institution_id, by.institution_id)
        if side is not None
        for one in side_of(referral, side, section="cover")
    ]
    return _sealed(
        referral, note, by=by, message=message, purpose="forwarded", addressee=addressee,
        own=both, told=both,
    )  # fmt: skip


def _first_sender(referral: Referral) -> list[Recipient]:
    if referral.paper_institution_id is None:
        return []
    return side_of(referral, referral.sender_institution_id, section="cover")


def _sealed(
    referral: Referral,
    note: Note,
    *,
    by: Actor,
    message: str,
    purpose: str,
    addressee: Addressee | None,
    own: list[Recipient],
    told: list[Recipient],
) -> Box:
    documents: dict[str, dict[str, Any]] = {SECTION: note.to_document()}
    grants = {SECTION: own}
    if message.strip():
        documents[MESSAGE] = {"schema": 1, "purpose": purpose, "text": message.strip()}
        grants[MESSAGE] = told
    if addressee is not None:
        documents[ADDRESSEE] = addressee.to_document()
        grants[ADDRESSEE] = told
    return create_box(
        "response",
        owner=by.institution_id or referral.paper_side_id,
        sections=documents,
        grants=grants,
        by=by,
        reference=referral.reference,
    )
