"""Send an assessment to a second person, who approves it or sends it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.assessment.documents import ABOUT, Approval, Asked, Happened
from spona.cases.assessment.documents import SECTION as NAME
from spona.cases.assessment.models import AssessmentRule
from spona.cases.assessment.permissions import check_can_approve, check_can_ask, check_can_switch
from spona.cases.assessment.queries import (
    RULE_SET,
    Opened,
    needs_second_person,
    read_approval,
    second_people,
    section_of,
    text_of,
    waiting_task,
)
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.queries import readers_of
from spona.cases.case.steps.actions import NextStep, end_step
from spona.cases.case.steps.kinds import APPROVE_ASSESSMENT
from spona.cases.case.steps.queries import case_of
from spona.cases.team.second_person import hide_from, show_to
from spona.cases.team.telling import tell
from spona.deadlines.late import end_of, today_in
from spona.deadlines.working_days import calendar_of
from spona.directory.models import Institution, Member
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.tasks.actions import close_task, open_task
from spona.tasks.models import Task
from spona.vault.actions import add_section, open_section, save_section
from spona.vault.models import Section

# How the log names what ends a request.
_EVENTS: Final = {
    "taken_back": "case:assessment_taken_back",
    "sent_back": "case:assessment_sent_back",
    "approved": "case:assessment_approved",
}
# Working days that the second person has.
APPROVE_WITHIN: Final = 3


def set_second_person(institution: Institution, *, needed: bool, by: Actor) -> None:
    """Switch it on or off. What waits for somebody when it is switched off is still answered."""
    check_can_switch(by, institution.pk)
    with audit.transaction() as log:
        # Two at once wait for each other here.
        Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
        row = AssessmentRule.objects.filter(institution=institution).first()
        if row is not None and (row.needs_second_person != needed or not row.has_valid_mac()):
            # What somebody wrote past Spona is replaced, not believed.
            row.delete()
            row = None
        if row is None:
            AssessmentRule.objects.create(institution=institution, needs_second_person=needed)
        log.record(
            RULE_SET,
            by=by,
            subject=("institution", institution.pk),
            detail={"needed": str(needed)},
        )


def ask_to_approve(case: Case, *, to: Member | None, by: Actor, keys: Keyring) -> None:
    """The assessment is ready: send it to another person who can open it and has not written it.

    Conflict where a colleague has sent it already. Nothing waits for it but the step itself.
    """
    check_can_ask(by, case)
    if not needs_second_person(case.owner_institution_id):
        raise Denied(_("Your institution does not ask for a second person here."))
    opened = _read(case, by, keys)
    before = opened.approval.asked
    if before is not None and waiting_task(case) is not None:
        raise Conflict(_("A colleague has sent it to a second person already."))
    if not opened.is_written:
        raise Denied(_("Nothing is written in the assessment yet."))
    if to is None or to.pk not in {one.pk for one in second_people(case, opened.authors, by)}:
        raise Denied(_("Choose who looks at it: another person than who wrote it."))
    written = open_section(opened.text, by=by, keys=keys)
    if not any(said for name, said in written.items() if name != "schema"):
        raise Denied(_("Nothing is written in the assessment yet."))
    me = acting_membership(by)
    asked = Asked(
        by=me.person.name,
        person=str(me.person_id),
        member=str(me.pk),
        to=str(to.pk),
        to_name=to.person.name,
        at=_now(),
        revision=opened.text.revision,
    )
    approval = replace(opened.approval, asked=asked).then(_act("asked", opened, by))
    with audit.transaction() as log:
        row = _locked(case)
        if to.pk not in {one.pk for one in second_people(row, opened.authors, by)}:
            # Locked out or taken out of it at this moment.
            raise Denied(_("Choose who looks at it: another person than who wrote it."))
        section = _save(row, opened, approval, by=by, keys=keys)
        for one in (section, opened.text):
            if before is not None:
                # Whoever was asked before the case was closed is asked no more.
                hide_from(one, before.to, by=by)
            show_to(one, to, by=by, keys=keys)
        open_task(
            APPROVE_ASSESSMENT,
            row.subject,
            institution=row.owner_institution,
            owner=to,
            network=row.network,
            reference=row.reference,
            due_at=end_of(
                calendar_of(row.network).after(today_in(row.network), APPROVE_WITHIN), row.network
            ),
            by=by,
        )
        log.record("case:assessment_asked", by=by, subject=row.subject)
        tell(_accounts(to.pk), "task", row, by=by)


def take_back(case: Case, *, by: Actor, keys: Keyring) -> None:
    """Nobody is asked any more; again changes nothing."""
    check_can_ask(by, case)
    opened = _read(case, by, keys)
    if opened.approval.asked is not None:
        _end(case, opened, _act("taken_back", opened, by), "dropped", by=by, keys=keys)


def approve(case: Case, *, revision: int, by: Actor, keys: Keyring) -> None:
    """The second person stands behind the text of `revision`, which is what their page showed.

    Conflict where somebody has written in it since: it is read again first.
    """
    opened = _waiting(case, by, keys)
    if opened.text.revision != revision:
        raise Conflict(_("Somebody has written in it meanwhile. Read it as it is now."))
    _end(case, opened, _act("approved", opened, by), "done", by=by, keys=keys)


def send_back(case: Case, *, reason: str, by: Actor, keys: Keyring) -> None:
    """Whoever asked reads why."""
    opened = _waiting(case, by, keys)
    if not reason.strip():
        raise Denied(_("Write why you send it back."))
    act = replace(_act("sent_back", opened, by), words=reason.strip())
    _end(case, opened, act, "dropped", by=by, keys=keys)


def ask_no_more(case: Case, *, by: Actor) -> None:
    """The case is closed: what the second person was shown for this only is closed to them."""
    task = waiting_task(case)
    if task is not None and task.owner_id is not None:
        for one in (section_of(case), text_of(case)):
            if one is not None:
                hide_from(one, str(task.owner_id), by=by)


def finish_assessment(
    task: Task,
    *,
    dropped: bool,
    reason: str,
    following: NextStep | None,
    by: Actor,
    keys: Keyring,
) -> Task | None:
    """`end_step` of an assessment: done only when a second person has approved it as it reads now,
    where the institution wants that. It may be dropped with its reason; plan and requests wait for
    neither.
    """
    case = case_of(task)
    if not dropped and needs_second_person(case.owner_institution_id):
        check_can_ask(by, case)
        opened = _read(case, by, keys)
        approved = opened.approval.approved
        now_approved = approved is not None and approved.revision == opened.text.revision
        if not now_approved and opened.approval.asked is not None:
            raise Denied(
                _(
                    "The assessment is with a second person, who has not approved it yet. The step "
                    "is done when they have. The plan and what you ask of others need not wait for "
                    "it."
                )
            )
        if approved is None:
            raise Denied(
                _(
                    "A second person has not approved the assessment yet, so it is not done. Send "
                    "it to one: the button stands under the assessment, in the file. The plan and "
                    "what you ask of others need not wait for it."
                )
            )
        if not now_approved:
            raise Denied(
                _(
                    "Somebody has written in the assessment since it was approved. Send it to a "
                    "second person again; the plan and what you ask of others need not wait for it."
                )
            )
    return end_step(task, dropped=dropped, reason=reason, following=following, by=by, keys=keys)


def _read(case: Case, by: Actor, keys: Keyring) -> Opened:
    text = text_of(case)
    if text is None:
        raise Denied(_("Nothing is written in the assessment yet."))
    return read_approval(case, text, by=by, keys=keys)


def _waiting(case: Case, by: Actor, keys: Keyring) -> Opened:
    """What was sent to the second person; Denied for anybody else."""
    task = waiting_task(case)
    if section_of(case) is None:
        check_can_approve(by, case, None, task, authors=())
    opened = _read(case, by, keys)
    check_can_approve(by, case, opened.approval.asked, task, authors=opened.authors)
    return opened


def _end(
    case: Case, opened: Opened, act: Happened, outcome: str, *, by: Actor, keys: Keyring
) -> None:
    """One act that answers the request, under the lock of the case; who asked hears of it."""
    asked = opened.approval.asked
    assert asked is not None
    approval = replace(opened.approval, asked=None).then(act)
    with audit.transaction() as log:
        row = _locked(case)
        if act.what != "taken_back":
            check_can_approve(by, row, asked, waiting_task(row), authors=opened.authors)
        section = _save(row, opened, approval, by=by, keys=keys)
        for one in (section, opened.text):
            hide_from(one, asked.to, by=by)
        close_task(APPROVE_ASSESSMENT, row.subject, by=by, outcome=outcome)
        log.record(_EVENTS[act.what], by=by, subject=row.subject)
        if act.what != "taken_back":
            tell(_accounts(asked.member), "answered", row, by=by)


def _save(case: Case, opened: Opened, approval: Approval, *, by: Actor, keys: Keyring) -> Section:
    """Beside the assessment, whose readers read it; Conflict where anything of it was written in
    since it was read.
    """
    if case.closed_at is not None:
        raise Conflict(_("This file is closed. Nothing is written in it any more."))
    text, now = text_of(case), section_of(case)
    changed = text is None or text.revision != opened.text.revision
    if changed or (now.revision if now else 0) != opened.revision:
        raise Conflict(_("Somebody changed this meanwhile. Read it again."))
    if now is None:
        return add_section(case.box, NAME, approval.to_document(), readers_of(case, ABOUT), by=by)
    return save_section(now, approval.to_document(), revision=now.revision, by=by, keys=keys)


def _act(what: str, opened: Opened, by: Actor) -> Happened:
    return Happened(what, _now(), acting_membership(by).person.name, opened.text.revision)


def _now() -> str:
    return deadlines.now().isoformat(timespec="seconds")


def _accounts(member: object) -> list[Account]:
    rows = Member.objects.filter(pk=str(member)).select_related("person__account")
    found = [one.person.account for one in rows]
    return [one for one in found if one is not None and one.disabled_at is None]


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",))
    return rows.select_related("owner_institution", "network__town", "box").get(pk=case.pk)
