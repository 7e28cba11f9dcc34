"""The legal track as its reader opens it, and two texts of it side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.fields.changes import Change
from spona.cases.fields.codes import Codes, word
from spona.cases.legal_track.codes import (
    ANSWERS,
    CLAIMS,
    GUARDIAN_STATES,
    GUARDIANS,
    PROCEEDINGS,
    PROXIES,
    ROLES,
    STATES,
    STAY_STATES,
    STAYS,
)
from spona.cases.legal_track.dates import to_day
from spona.cases.legal_track.track import (
    KINDS,
    READ_WITH,
    SECTION,
    Claim,
    Entry,
    Guardian,
    Hearing,
    LegalTrack,
    Proceeding,
    Proxy,
    Stay,
    Witness,
)
from spona.forms.amount import read_amount
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many, open_section
from spona.vault.models import Section

type Document = dict[str, Any]

IDENTITY: Final = "identity"
TITLES: Final[Codes] = {
    "proceedings": gettext_lazy("Proceedings"),
    "witness": gettext_lazy("Especially vulnerable witness"),
    "proxies": gettext_lazy("Lawyers and proxies"),
    "guardians": gettext_lazy("Temporary and collision guardian"),
    "claims": gettext_lazy("Compensation"),
    "stays": gettext_lazy("Reflection period and residence"),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened of the dates of a case. `section` None: nobody has written it yet; `track`
    None: it is there and not for this reader; `identity` None: that part is not for this reader.
    """

    section: Section | None = None
    track: LegalTrack | None = field(default_factory=LegalTrack, repr=False)
    identity: Document | None = field(default=None, repr=False)


def may_read_track(actor: Actor, case: Case) -> bool:
    """Whether a key leads to the track, or to the part beside which it would be written."""
    return Section.objects.visible_to(actor).named(case.box_id, SECTION, READ_WITH).exists()


def read_track(case: Case, *, by: Actor, keys: Keyring) -> Opened:
    """Open the track, or where there is none yet the part beside it; and who the person is.

    Denied where it was not shared, ReasonNeeded where it is assigned to a colleague.
    """
    rows = Section.objects.visible_to(by).named(case.box_id, SECTION, READ_WITH, IDENTITY)
    found = {one.name: one for one in rows.select_related("box")}
    guard = found.get(SECTION)
    if guard is None:
        beside = Section.objects.named(case.box_id, READ_WITH)
        guard = beside.select_related("box").get()
    document = open_section(guard, by=by, keys=keys)
    section = found.get(SECTION)
    track = LegalTrack.of(document) if section is not None else LegalTrack()
    return Opened(section, track, _identity(found.get(IDENTITY), by, keys))


def read_dates(case: Case, *, by: Actor, keys: Keyring) -> Opened:
    """As far as it opens for this reader: nothing is refused."""
    rows = Section.objects.named(case.box_id, SECTION, IDENTITY)
    there = {one.name: one for one in rows.select_related("box")}
    mine = list(rows.visible_to(by).select_related("box").order_by("id"))
    opened = open_many(mine, by=by, keys=keys, purpose="page") if mine else {}
    documents = {one.name: opened[one.pk] for one in mine if one.pk in opened}
    section = there.get(SECTION)
    if section is None:
        track: LegalTrack | None = LegalTrack()
    else:
        track = LegalTrack.of(documents[SECTION]) if SECTION in documents else None
    return Opened(section, track, documents.get(IDENTITY))


def _identity(row: Section | None, by: Actor, keys: Keyring) -> Document | None:
    if row is None:
        return None
    return open_many([row], by=by, keys=keys, purpose="page").get(row.pk)


# In words, for the page, the paper and the history.


def headline(entry: Entry) -> str:
    """What it is, in one line."""
    match entry:
        case Proceeding():
            return ", ".join(filter(None, (word(PROCEEDINGS, entry.kind), entry.body)))
        case Witness():
            return str(TITLES["witness"])
        case Proxy():
            return ", ".join(filter(None, (entry.name, word(PROXIES, entry.kind))))
        case Guardian():
            return ", ".join(filter(None, (word(GUARDIANS, entry.kind), entry.name)))
        case Claim():
            return word(CLAIMS, entry.kind)
        case Stay():
            return word(STAYS, entry.kind)


def state_of(entry: Entry) -> str:
    match entry:
        case Proceeding():
            return word(STATES, entry.state)
        case Witness():
            return word(ANSWERS, entry.state)
        case Guardian():
            return word(GUARDIAN_STATES, entry.state)
        case Stay():
            return word(STAY_STATES, entry.state)
        case Claim():
            return _claim_state(entry)
    return ""


def _claim_state(claim: Claim) -> str:
    if claim.paid:
        return pgettext("compensation", "paid")
    if claim.awarded:
        return pgettext("compensation", "awarded")
    return pgettext("compensation", "claimed")


def facts_of(entry: Entry) -> list[tuple[str, str]]:
    """Label and value of what was written, without what the headline says."""
    return [(label, value) for label, value in _facts(entry) if value]


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    match entry:
        case Proceeding():
            yield _("Number"), entry.number
            yield _("The person's role"), word(ROLES, entry.role) if entry.role else ""
            yield _("Began on"), _shown(entry.begun)
            yield _("Ended on"), _shown(entry.ended)
            if entry.until:
                words = entry.until_what or _("A day by which something has to be done")
                yield words, _shown(entry.until)
        case Witness():
            yield _("Court or body"), entry.body
            yield _("Asked for on"), _shown(entry.asked_on)
            yield _("Decided on"), _shown(entry.decided_on)
        case Proxy():
            yield _("Phone or address"), entry.contact
            yield _("From"), _shown(entry.since)
            yield _("Until"), _shown(entry.until)
        case Guardian():
            yield _("Guardianship authority"), entry.body
            yield _("Asked for on"), _shown(entry.asked_on)
            yield _("Decided on"), _shown(entry.decided_on)
            yield _("Until"), _shown(entry.until)
        case Claim():
            yield _("Court or body"), entry.body
            yield _("Claimed"), _amount(entry.claimed, entry.currency, entry.claimed_on)
            yield _("Awarded"), _amount(entry.awarded, entry.currency, entry.awarded_on)
            yield _("Paid"), _amount(entry.paid, entry.currency, entry.paid_on)
        case Stay():
            yield _("Court or body"), entry.body
            yield _("Number"), entry.number
            yield _("From"), _shown(entry.begins)
            yield _("Until"), _shown(entry.ends)
    yield _("What else is known"), entry.note


def hearing_line(one: Hearing) -> str:
    """A hearing in one line."""
    said = (
        _shown(one.day), one.hour, one.what, one.place,
        _("with %(who)s") % {"who": one.goes_along} if one.goes_along else "",
        one.state_label, one.came_of_it,
    )  # fmt: skip
    return ", ".join(filter(None, said))


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Two texts of the track, entry by entry, for the history."""
    old, new = _read_out(before), _read_out(after)
    return [
        Change((new.get(key) or old[key])[0], old.get(key, ("", ""))[1], new.get(key, ("", ""))[1])
        for key in dict.fromkeys((*new, *old))
    ]


def _read_out(document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    track = LegalTrack.of(document)
    return {
        one.id: (str(TITLES[name]), "\n".join(lines_of(one)))
        for name in KINDS
        for one in track.entries(name)
    }


def lines_of(entry: Entry) -> list[str]:
    head = ": ".join(filter(None, (headline(entry), state_of(entry))))
    hearings = entry.hearings if isinstance(entry, Proceeding) else ()
    return [
        head,
        *(f"{label}: {value}" for label, value in facts_of(entry)),
        *(f"– {hearing_line(one)}" for one in hearings),
    ]


def _shown(value: str) -> str:
    day: date | None = to_day(value)
    return date_format(day, "SHORT_DATE_FORMAT") if day is not None else ""


def _amount(value: str, currency: str, on: str) -> str:
    if not value:
        return ""
    found = read_amount(value)
    shown = _in_words(found) if found is not None else value
    return ", ".join(filter(None, (f"{shown} {currency}".strip(), _shown(on))))


def _in_words(amount: Decimal) -> str:
    """As the reader's language writes it, with two places where there are any."""
    places = 0 if amount == amount.to_integral_value() else 2
    return number_format(amount, places, use_l10n=True, force_grouping=True)
