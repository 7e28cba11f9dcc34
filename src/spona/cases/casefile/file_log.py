"""The log of a file: who did what with it and who read it, from moves and the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.audit.models import Entry
from spona.audit.verified_rows import remembered
from spona.cases.assessment.documents import SECTION as ASSESSMENT_APPROVAL
from spona.cases.careplan.plan import SECTION as CAREPLAN
from spona.cases.case.attached import PREFIX as ATTACHED
from spona.cases.case.count.actions import READ_AS
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.cases.case.steps.kinds import WORDS
from spona.cases.casefile.happened import happened, moves_of_each
from spona.cases.casefile.papers_to_sign import Destroyers
from spona.cases.closure.permissions import SECTION as CLOSING
from spona.cases.conferences.models import PREFIX as CONFERENCE
from spona.cases.consent.models import Agreement
from spona.cases.export.codes import EXPORTED_FOR
from spona.cases.identification.decisions import SECTION as DECISIONS
from spona.cases.legal_track.track import SECTION as LEGAL_TRACK
from spona.cases.referrals.models import Referral
from spona.cases.retention.sealing import SECTION as RETENTION
from spona.directory.models import Person
from spona.vault.models import Section
from spona.vault.reasons import REASONS
from spona.vault.recipients import COUNTED_SECTION

# One row of the log for a whole page.
MANY: Final = "section:read_many"
PRINTED: Final = "case:printed"
EXPORTED: Final = "case:exported"
_DESTROYING_ASKED: Final = "case:destroying_asked"
_DESTROYED: Final = "case:destroyed"
_DONE: Final[dict[str, tuple[str, Promise]]] = {
    "case:opened": ("folder", gettext_lazy("%(who)s opened the file")),
    "case:assigned": ("user", gettext_lazy("%(who)s let a colleague in")),
    "case:unassigned": ("user", gettext_lazy("%(who)s took a colleague out")),
    "case:opened_in_need": ("key", gettext_lazy("%(who)s opened it for three hours: %(why)s")),
    "case:attached": ("paperclip", gettext_lazy("%(who)s added a file")),
    "case:decision_written": ("gavel", gettext_lazy("%(who)s wrote down a decision")),
    "case:decision_corrected": ("pencil", gettext_lazy("%(who)s corrected a decision")),
    "case:joined": ("folder", gettext_lazy("%(who)s joined two files of one person")),
    "case:handed_over": ("folder", gettext_lazy("The file was handed over")),
    "case:assessment_asked": (
        "send",
        gettext_lazy("%(who)s sent the assessment to a second person"),
    ),
    "case:assessment_taken_back": (
        "arrow-back-up",
        gettext_lazy("%(who)s took the assessment back"),
    ),
    "case:assessment_sent_back": (
        "arrow-back-up",
        gettext_lazy("%(who)s sent the assessment back"),
    ),
    "case:assessment_approved": ("check", gettext_lazy("%(who)s approved the assessment")),
    "case:closing_asked": ("send", gettext_lazy("%(who)s asked that the file be closed")),
    "case:closing_taken_back": (
        "arrow-back-up",
        gettext_lazy("%(who)s took back the request to close the file"),
    ),
    "case:closing_sent_back": (
        "arrow-back-up",
        gettext_lazy("%(who)s did not confirm the closing"),
    ),
    "case:closed": ("lock", gettext_lazy("%(who)s confirmed it, and the file was closed")),
    "case:reopened": ("lock-open", gettext_lazy("%(who)s opened the file again")),
    "case:retention_set": ("calendar", gettext_lazy("%(who)s set how long the file is kept")),
    "case:retention_postponed": (
        "calendar",
        gettext_lazy("%(who)s postponed the end of keeping"),
    ),
    "case:destroying_asked": ("trash", gettext_lazy("%(who)s asked that the file be destroyed")),
    "case:destroying_left": ("arrow-back-up", gettext_lazy("%(who)s left the file as it is")),
    PRINTED: ("download", gettext_lazy("%(who)s printed the whole file: %(why)s")),
    "case:paper_made": ("printer", gettext_lazy("%(who)s made a paper to be signed")),
    EXPORTED: ("download", gettext_lazy("%(who)s took out the files of the institution: %(why)s")),
    "case:told": ("file-text", gettext_lazy("%(who)s showed the person who knows what")),
    "section:saved": ("pencil", gettext_lazy("%(who)s wrote: %(what)s")),
    "section:erasure_asked": (
        "trash",
        gettext_lazy("%(who)s asked that an earlier text be erased: %(what)s"),
    ),
    "section:erasure_refused": (
        "arrow-back-up",
        gettext_lazy("%(who)s left an earlier text as it is: %(what)s"),
    ),
    "section:erasure_lapsed": (
        "arrow-back-up",
        gettext_lazy("A request to erase an earlier text lapsed: %(what)s"),
    ),
    "section:text_erased": (
        "trash",
        gettext_lazy("%(who)s agreed, and an earlier text was erased: %(what)s"),
    ),
}
# What is written beside the parts of a file: how its name begins → what it is called. Whoever may
# read this log may open the file.
_BESIDE: Final[dict[str, Promise]] = {
    DECISIONS: gettext_lazy("Decisions"),
    LEGAL_TRACK: gettext_lazy("Legal track"),
    CAREPLAN: gettext_lazy("Plan and steps"),
    CLOSING: gettext_lazy("Closing the file"),
    RETENTION: gettext_lazy("How long it is kept"),
    ASSESSMENT_APPROVAL: gettext_lazy("Approval of the assessment"),
    WORDS: gettext_lazy("Words of a step"),
    ATTACHED: gettext_lazy("An attached file"),
    CONFERENCE: gettext_lazy("A conference"),
    Agreement.SECTION: gettext_lazy("An agreement"),
}
_OTHER: Final = gettext_lazy("what stands beside it")
# What the whole file was printed for: a code of these, never words.
PRINTED_FOR: Final[dict[str, Promise]] = {
    "archive": gettext_lazy("For the archive of the institution"),
    "person": gettext_lazy("The person asks for their own file"),
    "court": gettext_lazy("A court or prosecutor asks for it"),
    "oversight": gettext_lazy("An authority that oversees the work asks for it"),
}
_READ: Final[dict[str, Promise]] = {
    "section:read": gettext_lazy("%(who)s read: %(what)s"),
    MANY: gettext_lazy("%(who)s read: %(what)s"),
}
_READ_EARLIER: Final = gettext_lazy("%(who)s read an earlier text: %(what)s")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log. `reference` is of the referral that it belongs to, or empty."""

    at: datetime
    icon: str
    sentence: str
    reference: str = ""
    second_hand: bool = False


def file_happened(case: Case, referrals: Iterable[Referral], *, reader: Actor) -> list[Line]:
    """What was done, the newest first: the moves of what came and went, and the file itself."""
    referrals = list(referrals)
    moves = moves_of_each(referrals)
    lines = [
        Line(one.at, one.icon, one.sentence, referral.reference, one.second_hand)
        for referral in referrals
        for one in happened(
            moves[referral.pk],
            {},
            reader=reader,
            sender_side=referral.sender_institution_id == reader.institution_id,
        )
    ]
    sections = _sections(case)
    # The counted record is saved with whatever was written, by nobody's hand.
    written = [one for one, name in sections.items() if name != COUNTED_SECTION]
    lines += _told(_DONE_WITH.rows([case.pk], written, [case.owner_institution_id]), sections)
    return sorted(lines, key=lambda one: one.at, reverse=True)


_DONE_WITH: Final = PreparedRows(
    lambda cases, sections, lanes: Entry.objects.filter(
        Q(subject_kind="case", subject_id__in=cases)
        | Q(subject_kind="section", subject_id__in=sections),
        name__in=_DONE,
        lane__in=lanes,
    )
)


def file_read(case: Case, *, at_most: int = 200) -> list[Line]:
    """Who read which part, the newest first; not what was opened only to count it anew, which no
    page showed to anybody.
    """
    sections = _sections(case)
    mine = Q(subject_kind="section", subject_id__in=sections)
    # One row of the log tells of a whole page, with the ids of what stood on it.
    for section in sections:
        mine |= Q(name=MANY, detail__icontains=str(section))
    entries = Entry.objects.filter(
        mine, name__in=_READ, lane=case.owner_institution_id, at__gte=case.opened_at
    ).exclude(name=MANY, detail__purpose=READ_AS)
    return _told(list(entries.order_by("-at")[:at_most]), sections)


def destroyers_of(case: Case) -> Destroyers:
    """Who asked last that it be destroyed, and who confirmed it."""
    rows = Entry.objects.filter(
        subject_kind="case",
        subject_id=case.pk,
        lane=case.owner_institution_id,
        name__in=(_DESTROYING_ASKED, _DESTROYED),
    )
    entries = {one.name: one for one in rows.order_by("seq")}
    names = _names(entries.values())

    def who(name: str) -> str:
        return names.get(entries[name].actor, "") if name in entries else ""

    return Destroyers(who(_DESTROYING_ASKED), who(_DESTROYED))


def _sections(case: Case) -> dict[UUID, str]:
    return {one.pk: one.name for one in Section.objects.filter(box=case.box_id).defer("sealed")}


def _told(entries: list[Entry], sections: dict[UUID, str]) -> list[Line]:
    names = _names(entries)
    lines = []
    for entry in entries:
        icon, sentence = _DONE.get(entry.name) or ("eye", _READ[entry.name])
        if "newest" in entry.detail:
            sentence = _READ_EARLIER
        reason = REASONS.get(str(entry.detail.get("reason", "")), "")
        if entry.name == PRINTED:
            reason = PRINTED_FOR.get(str(entry.detail.get("purpose", "")), "")
        if entry.name == EXPORTED:
            reason = EXPORTED_FOR.get(str(entry.detail.get("purpose", "")), "")
        words = {
            "who": names.get(entry.actor, _("The server")),
            "what": ", ".join(_parts(entry, sections)),
            "why": str(reason),
        }
        lines.append(Line(entry.at, icon, str(sentence) % words))
    return lines


def _parts(entry: Entry, sections: dict[UUID, str]) -> list[str]:
    """Titles of the parts that a line tells of, and what stands beside them by its kind."""
    ids = [entry.subject_id] if entry.subject_kind == "section" else []
    if entry.name == MANY:
        ids += [UUID(one) for one in entry.detail.get("sections", [])]
    names = {sections[one] for one in ids if one in sections}
    titles = [str(title) for name, title in SECTIONS.items() if name in names]
    beside = {str(_beside(name)) for name in names - set(SECTIONS)}
    return titles + sorted(beside)


def _beside(name: str) -> Promise:
    found = (title for start, title in _BESIDE.items() if name.startswith(start))
    return next(found, _OTHER)


def _names(entries: Iterable[Entry]) -> dict[str, str]:
    """Pseudonym → the name of a person, for the institution's own log."""
    ids = set()
    for entry in entries:
        try:
            ids.add(UUID(entry.actor))
        except ValueError:
            continue
    people = Person.objects.filter(pk__in=ids)
    return remembered(
        ("names of", frozenset(ids), get_language()),
        lambda: {str(one.pk): one.shown_name for one in people},
    )
