"""What stands in the way of a closing, who may confirm it, and what was written so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from spona.access.actor import Actor
from spona.access.exclusion_marks import PERSON, mark
from spona.access.roles import ROLES
from spona.cases.careplan.plan import RUNNING, CarePlan
from spona.cases.careplan.plan import SECTION as PLAN
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.case.sections import LATER, SECTIONS
from spona.cases.case.steps.kinds import CLOSING, CONFIRM_CLOSING
from spona.cases.case.steps.queries import open_steps
from spona.cases.closure.documents import Closing
from spona.cases.closure.permissions import SECTION
from spona.cases.consent.ground import child_path
from spona.cases.legal_track.dates import next_dates
from spona.cases.legal_track.track import LegalTrack, collision_guardian_named, guardian_named
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import BEFORE_SENDING, CLOSED, WAITING, State
from spona.cases.referrals.questions import is_asked
from spona.cases.team.permissions import ASSIGNS
from spona.cases.team.queries import hear_of
from spona.deadlines.models import Deadline
from spona.deadlines.models import State as RuleState
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.tasks.models import Task
from spona.tasks.queries import open_of
from spona.ui.days import long_day
from spona.vault.actions import open_many, open_section
from spona.vault.models import Section
from spona.vault.queries import members_of

# What says whether a child has a guardian.
ABOUT_THE_GUARDIAN: Final = ("identity", "legal", "legal_track")
# What is written for itself, and not by whoever works in the case.
_BESIDE_THE_WORK: Final = frozenset({"count", SECTION, "retention"})
# The parts that people write: each of them may say something else than the closing.
WRITTEN: Final = tuple(one for one in (*SECTIONS, *LATER) if one not in _BESIDE_THE_WORK)
_WAITS_AT_ANOTHER: Final = WAITING | BEFORE_SENDING | {State.AWAITING_COMPETENT}


@dataclass(slots=True)
class Opened:
    """What a page about closing has opened. `closing` is None where nobody has begun; `revision`
    0 then. `documents`: other sections by name, as far as they are for this reader.
    """

    section: Section | None = None
    closing: Closing | None = None
    documents: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    revisions: dict[str, int] = field(default_factory=dict)

    @property
    def revision(self) -> int:
        return self.section.revision if self.section is not None else 0


_UNSEEN: Final = gettext_lazy(
    "Something that was sent from this file, or came to it, still waits. Ask a colleague who leads "
    "it."
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One sentence; `referral` is the reference of what has to end first, or empty."""

    sentence: str
    referral: str = ""


def section_of(case: Case) -> Section | None:
    rows = Section.objects.named(case.box_id, SECTION)
    return rows.select_related("box").first()


def read_closing(case: Case, *, by: Actor, keys: Keyring, beside: tuple[str, ...] = ()) -> Opened:
    """The closing, the parts about a guardian, and what is named in `beside`.

    Denied where the closing is not for this reader, ReasonNeeded where the case is assigned to
    colleagues. Where nobody has begun, the part beside which it will stand answers for it.
    """
    row = section_of(case)
    guard = row or Section.objects.named(case.box_id, LATER[SECTION]).select_related("box").get()
    document = open_section(guard, by=by, keys=keys)
    found = Opened(row, Closing.from_document(document) if row is not None else None)
    others = Section.objects.visible_to(by).named(case.box_id, *ABOUT_THE_GUARDIAN, *beside)
    rows = list(others.select_related("box").order_by("id"))
    opened = open_many(rows, by=by, keys=keys, purpose="page")
    found.documents = {one.name: opened[one.pk] for one in rows if one.pk in opened}
    found.revisions = {one.name: one.revision for one in rows if one.pk in opened}
    return found


def written_revisions(case: Case) -> dict[str, int]:
    """How often each part was written in; needs no key."""
    rows = Section.objects.named(case.box_id, *WRITTEN).defer("sealed")
    return {one.name: one.revision for one in rows}


def waiting_task(case: Case) -> Task | None:
    """The task of the second person."""
    return open_of(case.subject).filter(kind=CONFIRM_CLOSING).first()


def ending_steps(case: Case) -> list[Task]:
    """The open steps that need a reason: closing itself is the end of the step "closing"."""
    return list(open_steps(case).exclude(kind=CLOSING).select_related("owner__person"))


def referrals_in(case: Case) -> list[Referral]:
    """What came with the case and went out of it, oldest first."""
    rows = Referral.objects.filter(Q(to_case=case) | Q(from_case=case))
    return list(
        rows.select_related("sender_institution__town", "recipient_institution__town").order_by(
            "sent_at"
        )
    )


def obstacles(case: Case, by: Actor) -> list[Obstacle]:
    """What has to end before the case may: referrals that wait, and deadlines of adopted rules.

    Those of its own steps end with it. Needs no key; of a referral to which none leads nothing is
    told but that it waits.
    """
    referrals = referrals_in(case)
    ids = [one.pk for one in referrals]
    seen = set(Referral.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    found = [
        Obstacle(said, one.reference) if one.pk in seen else Obstacle(str(_UNSEEN))
        for one in referrals
        if (said := _waits(one, case))
    ]
    if late := _running(case, referrals):
        found.append(Obstacle(late))
    return found


def hearing_obstacle(documents: Mapping[str, Mapping[str, Any]], today: date) -> str:
    """The sentence where a hearing is still to come: of a closed case nobody is reminded of one."""
    track = LegalTrack.of(documents.get("legal_track") or {})
    coming = [one for one in next_dates(track, today) if one.hearing]
    if not coming:
        return ""
    return _(
        "A hearing is still to come: %(day)s. After the closing nobody is reminded of it. Agree on "
        "who goes along, then take it out of the legal track."
    ) % {"day": long_day(coming[0].day)}


def plan_obstacle(documents: Mapping[str, Mapping[str, Any]]) -> str:
    """The sentence where something of the plan still runs elsewhere: it is no step of the file, so
    the closing asks nothing of it, and a closed plan would say for ever that it goes on.
    """
    plan = CarePlan.of(documents.get(PLAN) or {})
    running = [
        step.what
        for need in plan.needs
        for step in need.steps
        if not step.task and step.state in RUNNING
    ]
    if not running:
        return ""
    return _("In the plan this still goes on: %(steps)s. Write there first how it ended.") % {
        "steps": "; ".join(running)
    }


def guardian_obstacle(documents: Mapping[str, Mapping[str, Any]]) -> str:
    """The sentence where a child has no guardian, or where that cannot be seen; else empty."""
    if "identity" not in documents or (
        child_path(str(documents["identity"].get("age") or "")) and "legal" not in documents
    ):
        return _(
            "You cannot open who the person is and the legal part, so it is not known whether a "
            "child has a guardian. Ask a colleague who leads the file to send it."
        )
    if not child_path(str(documents["identity"].get("age") or "")):
        return ""
    legal, track = documents["legal"], documents.get("legal_track")
    kind = legal.get("guardian_kind") or "nobody"
    if legal.get("conflict") == "yes" and kind not in ("temporary", "collision"):
        if not collision_guardian_named(track):
            return _(
                "The interests of the child and the guardian collide, and no collision guardian is "
                "named. Write who it is in the legal track."
            )
    elif kind == "nobody" and not guardian_named(track):
        return _(
            "No guardian is named, and a child, or somebody whose age is not settled, is not left "
            "without one. Write who it is in the legal part."
        )
    return ""


def changed_since(case: Case, closing: Closing) -> str:
    """What is not as it was when it was sent for confirmation, in one sentence; else empty."""
    asked = closing.asked
    if asked is None:
        return ""
    now, then = {str(one.pk) for one in ending_steps(case)}, set(asked.steps)
    if more := len(now - then):
        return ngettext(
            "Since it was sent, %(number)d more step was opened. Send it back, so that it gets a "
            "reason too.",
            "Since it was sent, %(number)d more steps were opened. Send it back, so that they get "
            "a reason too.",
            more,
        ) % {"number": more}
    if fewer := len(then - now):
        return ngettext(
            "Since it was sent, %(number)d of the open steps was ended. Send it back, so that it "
            "says what is so now.",
            "Since it was sent, %(number)d of the open steps were ended. Send it back, so that it "
            "says what is so now.",
            fewer,
        ) % {"number": fewer}
    revisions = written_revisions(case)
    written = [
        str(SECTIONS[LATER.get(name, name)])
        for name in WRITTEN
        if revisions.get(name) != asked.revisions.get(name)
    ]
    if written:
        return _(
            "Since it was sent, somebody wrote in this part of the file: %(parts)s. Send it back, "
            "so that it is looked at again."
        ) % {"parts": ", ".join(dict.fromkeys(written))}
    return ""


def second_people(case: Case, by: Actor) -> list[Member]:
    """Intake holders who can open the case, but for who asks."""
    out = marks_on(case)
    accounts = [account.pk for account in hear_of(case)]
    return [
        one
        for one in sorted(
            members_of(case.owner_institution_id, accounts), key=lambda one: one.person.name
        )
        if one.person_id != by.person_id
        and mark(PERSON, one.person_id) not in out
        and any(ASSIGNS in ROLES[role].permissions for role in one.roles if role in ROLES)
    ]


def _waits(referral: Referral, case: Case) -> str:
    """Why this one keeps the case open, or nothing."""
    if referral.state in CLOSED:
        return ""
    if referral.to_case_id == case.pk:
        return _("%(reference)s, which came to you, is not finished. Report it done first.") % {
            "reference": referral.reference
        }
    if referral.state in _WAITS_AT_ANOTHER:
        return _(
            "%(reference)s, which goes out of this file, still waits for somebody. Wait for it, or "
            "withdraw it."
        ) % {"reference": referral.reference}
    if is_asked(referral.moves.order_by("at")):
        return _("In %(reference)s you were asked something. Answer it first.") % {
            "reference": referral.reference
        }
    return ""


def _running(case: Case, referrals: list[Referral]) -> str:
    """Deadlines of rules that bind, other than those of the steps, which end with the case."""
    of_steps = {one.deadline_id for one in open_steps(case) if one.deadline_id is not None}
    about = Q(subject_kind="case", subject_id=case.pk) | Q(
        subject_kind="referral", subject_id__in=_own(case, referrals)
    )
    rows = Deadline.objects.running().filter(about, rule__state=RuleState.ADOPTED)
    number = rows.exclude(pk__in=of_steps).count()
    if not number:
        return ""
    return ngettext(
        "%(number)d deadline by a rule of your network still runs. Do first what it asks for.",
        "%(number)d deadlines by rules of your network still run. Do first what they ask for.",
        number,
    ) % {"number": number}


def _own(case: Case, referrals: list[Referral]) -> list[UUID]:
    """What we owe: of what went to another body the deadline is theirs, once it is taken over."""
    return [
        one.pk for one in referrals if one.to_case_id == case.pk or one.state in _WAITS_AT_ANOTHER
    ]
