"""Ways in which an addition, the second person and a second file told or did more than they should,
tried as an attacker.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.cases.assessment.actions import approve, set_second_person
from spona.cases.assessment.queries import needs_second_person, text_of, waits_for_approval
from spona.cases.case.sections import SECTIONS
from spona.cases.casefile.actions import exclude, exclude_again, join_files, let_in_by_name
from spona.cases.casefile.actions.another_case import linked_cases
from spona.cases.casefile.actions.telling import read_told
from spona.cases.closure.actions import reopen_case
from spona.cases.jobs import return_steps
from spona.cases.models import AssessmentRule, Referral
from spona.cases.referrals.actions import (
    accept,
    assign,
    deliver,
    forward,
    hand_addition,
    open_packet,
    read_addition,
    send,
    withdraw,
)
from spona.cases.referrals.additions import addition_boxes, last_addition
from spona.cases.team.actions import assign_file
from spona.directory.actions import end_member
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.services.permissions import FIGURES_TOLD, check_can_keep_figures
from spona.tasks.models import Task
from spona.vault.actions import open_many, open_section
from spona.vault.models import Grant, Section, SectionRevision
from spona.vault.refusals import ReasonNeeded
from tests.cases.closing import closed, fresh
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.cases.moving import text_of as words_of
from tests.cases.packets import packet
from tests.cases.referrals.test_addition import (
    WORDS,
    add,
    go,
    note,
    on_paper,
    opens,
    path,  # noqa: F401
    section_of,
)
from tests.cases.test_another_case import another
from tests.cases.test_assessment_approval import (
    ask,
    case,  # noqa: F401
    finish,
    now,
    path_of,
    step,
    switched_on,  # noqa: F401
    write,
)
from tests.cases.test_end_attacked import request_about
from tests.cases.world import DEMO, _somebody

RESTORE = Actor.system("restore")


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


def shown_on(page):
    return re.search(r'name="shown" value="([0-9a-f-]{36})"', page).group(1)


# What nobody has seen is not read, handed over or passed on ----------------------------------


def test_what_came_while_the_page_stood_open_is_not_marked_as_read(world, path):  # noqa: F811
    ana, bea = world.ana.sign_in(), world.bea.sign_in()
    bea.post(f"{path}open/")
    bea.post(f"{path}accept/")
    go(ana, path, text="Prva dopuna.")
    page = get(bea, path)
    go(ana, path, text="Druga dopuna.")
    answer = bea.post(f"{path}addition/read/", {"shown": shown_on(page)})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Something more was added meanwhile." in shown
    assert "Druga dopuna." in shown
    assert Task.objects.open().filter(kind="read_message").exists()
    again = bea.post(f"{path}addition/read/", {"shown": shown_on(shown)})
    assert again.status_code == 302
    assert not Task.objects.open().filter(kind="read_message").exists()


def test_a_holder_says_for_no_colleague_that_it_was_read(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    add(world, row)
    with pytest.raises(ReasonNeeded):
        read_addition(row, **world.boris.can)
    assert Task.objects.open().get(kind="read_message").owner == world.vera.member
    read_addition(row, **world.vera.can)
    assert not Task.objects.open().filter(kind="read_message").exists()


def test_what_was_added_after_the_printing_is_not_handed_over_with_it(world):
    row = deliver(on_paper(world), note(), urgency="urgent", by=world.ana.actor)
    add(world, row)
    printed = str(last_addition(row).pk)
    add(world, row)
    with pytest.raises(Conflict, match="Look at it first"):
        hand_addition(row, note(), shown=printed, by=world.ana.actor)
    assert Task.objects.open().filter(subject_id=row.pk, kind="hand_over").exists()
    ana = world.ana.sign_in()
    page = get(ana, f"/r/{row.reference}/addition/handed/")
    assert shown_on(page) == str(last_addition(row).pk)


def test_what_is_added_in_the_moment_of_passing_on_is_not_lost(world, opened, monkeypatch):
    """Between the reading of the report and the lock a colleague of the sender adds to it."""
    module = sys.modules["spona.cases.referrals.actions.forward"]
    whole, added = module.packet_for, []

    def slow(*args):
        if not added:
            added.append(add(world, opened))
        return whole(*args)

    monkeypatch.setattr(module, "packet_for", slow)
    to = {"to": world.health, "network": world.vranje, "reason": "matter", **world.bea.can}
    with pytest.raises(Conflict, match="added to it at this moment"):
        forward(opened, **to)
    assert Referral.objects.count() == 1
    after = forward(opened, **to)
    after = accept(open_packet(after, **world.hana.can)[0], **world.hana.can)
    body = open_section(
        Section.objects.named(after.packet_id, "body").select_related("box").get(),
        **world.hana.can,
    )
    assert [one["text"] for one in body["additions"]] == [WORDS]


def test_what_was_added_is_not_handed_over_before_the_report(world):
    """Else a paper would be out of which nobody asks for it back after a withdrawal."""
    row = on_paper(world)
    add(world, row)
    with pytest.raises(Denied, match="first that it was handed over"):
        hand_addition(row, note(), by=world.ana.actor)


def test_who_comes_too_late_hears_who_took_it_over_and_not_who_added_to_it(world, opened):
    accept(opened, **world.bea.can)
    add(world, opened)
    with pytest.raises(Conflict) as refused:
        withdraw(opened, by=world.ana.actor)
    assert world.ana.member.person.name not in str(refused.value.sentence)
    assert "accepted" in str(refused.value.sentence)


# Who is locked out, and what a restore holds back ----------------------------------------------


def test_what_was_added_before_and_after_an_exclusion_opens_to_the_others_alone(world, accepted):
    add(world, accepted)
    exclude(accepted.to_case, member=world.boris.member, **world.bea.can)
    add(world, accepted)
    for number in (0, 1):
        one = section_of(accepted, number)
        assert open_section(one, **world.bea.can)["text"] == WORDS
        with pytest.raises(Denied):
            open_section(one, **world.boris.can)


def test_an_exclusion_waits_for_who_writes_to_the_report_and_closes_that_too(world, accepted):
    """Whoever adds holds the row of the report until it is sealed; the exclusion asks for that row
    before it looks which boxes there are.
    """
    with CaptureQueriesContext(connection) as asked:
        exclude(accepted.to_case, member=world.boris.member, **world.bea.can)
    locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
    rows = [one for one in locks if "cases_referral" in one or "cases_case" in one]
    assert not rows or 'FROM "cases_referral"' in rows[0]
    assert bool(rows) == connection.features.has_select_for_update


def test_the_other_holders_hear_once_of_a_report_and_all_that_was_written_to_it(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    for _number in range(3):
        add(world, row)
    boxes = [row.packet_id, *(box.pk for box in addition_boxes(row))]
    rows = Section.objects.filter(box__in=boxes).select_related("box")
    rows = [one for one in rows if one.name != "kept"]
    told = Notice.objects.filter(
        account_id=world.boris.account.pk, kind="opened_outside_team", reference=row.reference
    )
    opened = open_many(rows, purpose="page", reason="supervision", **world.bea.can)
    assert len(opened) == 5
    assert told.count() == 1


def test_what_is_added_while_holders_wait_to_be_named_opens_when_they_are(world, accepted):
    """After a restore the institution's key is held back: what is added then opens with it, by the
    same act, and neither stays locked for ever nor opens to who is locked out.
    """
    case = accepted.to_case  # noqa: F811
    exclude_again(case.pk, mark(PERSON, world.boris.member.person_id), by=RESTORE)
    add(world, accepted)
    assert not opens(accepted, world.bea)
    assert not opens(accepted, world.boris)
    let_in_by_name(case, **world.bea.can)
    assert opens(accepted, world.bea)
    assert not opens(accepted, world.boris)


def test_who_is_told_who_knows_what_hears_of_what_was_added(world):
    sealed = packet()
    sealed = replace(sealed, body=replace(sealed.body, account=None))
    row = send(sealed, network=world.vranje, recipient=world.csw, by=world.ana.actor)
    row = accept(open_packet(row, **world.bea.can)[0], **world.bea.can)

    def parts():
        told = read_told(row.to_case, **world.bea.can)
        return [str(part) for one in told.others for part in one.parts]

    assert "what was seen and heard" not in parts()
    add(world, row)
    assert "what was seen and heard" in parts()


# A second person who is one --------------------------------------------------------------------


def authors_are(case, **changed):  # noqa: F811
    SectionRevision.objects.filter(section=text_of(case)).update(**changed)


def test_an_author_whose_name_was_changed_in_the_database_is_no_second_person(
    world, case, switched_on  # noqa: F811
):  # fmt: skip
    write(case, world.boris, "Borisov zaključak.")
    write(case, world.bea, "Bein zaključak.")
    authors_are(case, replaced_by=world.bea.member.person_id)
    with pytest.raises(Denied, match="changed in the database"):
        ask(case, world)


def test_nor_is_one_whose_row_was_taken_away(world, case, switched_on):  # noqa: F811
    ask(case, world)
    write(case, world.boris, "Borisov zaključak.")
    write(case, world.bea, "Bein zaključak.")
    mine = SectionRevision.objects.filter(section=text_of(case))
    mine.filter(replaced_by=world.boris.member.person_id).delete()
    with pytest.raises(Denied, match="changed in the database"):
        approve(case, revision=now(case), **world.boris.can)
    assert world.boris.sign_in().get(f"{path_of(case)}assessment/approve/").status_code == 403


def test_who_is_locked_out_in_the_moment_of_being_asked_is_shown_nothing(
    world, case, switched_on, monkeypatch  # noqa: F811
):  # fmt: skip
    module = sys.modules["spona.cases.assessment.actions"]
    whole = module.acting_membership
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)

    def slow(actor):
        exclude(case, member=world.boris.member, **world.bea.can)
        return whole(actor)

    monkeypatch.setattr(module, "acting_membership", slow)
    with pytest.raises(Denied, match="Choose who looks at it"):
        ask(case, world, by=world.vera)
    theirs = Grant.objects.filter(section__box=case.box, to_id=world.boris.account.pk)
    assert not theirs.exists()
    assert not Task.objects.filter(kind="approve_assessment").exists()


def test_the_switch_that_was_taken_away_or_put_back_stays_on(world, switched_on):  # noqa: F811
    AssessmentRule.objects.all().delete()
    assert needs_second_person(world.csw.pk)
    set_second_person(world.csw, needed=False, by=world.bea.actor)
    off = AssessmentRule.objects.get()
    set_second_person(world.csw, needed=True, by=world.bea.actor)
    AssessmentRule.objects.all().delete()
    off.save(force_insert=True)
    assert needs_second_person(world.csw.pk)
    set_second_person(world.csw, needed=False, by=world.bea.actor)
    assert not needs_second_person(world.csw.pk)


def test_a_post_that_says_neither_switches_nothing_off(world, switched_on):  # noqa: F811
    assert world.bea.sign_in().post("/cases/assessment/", {}).status_code == 302
    assert needs_second_person(world.csw.pk)


def test_what_was_written_after_the_approval_ends_no_step(world, case, switched_on):  # noqa: F811
    task = step(case, world)
    ask(case, world)
    approve(case, revision=now(case), **world.boris.can)
    write(case, world.bea, "Sasvim drugi zaključak.")
    with pytest.raises(Denied, match="since it was approved"):
        finish(task, world.bea)
    ask(case, world)
    approve(case, revision=now(case), **world.boris.can)
    finish(task, world.bea)


def test_nobody_approves_what_is_not_written(world, switched_on):  # noqa: F811
    with pytest.raises(Denied, match="Nothing is written"):
        ask(file_of(world), world)


def test_an_author_is_offered_no_button_that_refuses_them(world, case, switched_on):  # noqa: F811
    write(case, world.boris, "Borisov zaključak.")
    for one in (world.vera, world.boris, world.bea):
        assign_file(case, member=one.member, sections=["assessment", "plan"], **world.bea.can)
    ask(case, world, to=world.vera)
    task = Task.objects.open().get(kind="approve_assessment")
    Task.objects.filter(pk=task.pk).update(owner=None)
    page = get(world.boris.sign_in(), path_of(case))
    assert "Approve it or send it back" not in page
    assert "It waits for any colleague who can open it" in page
    assert "Approve it or send it back" in get(world.vera.sign_in(), path_of(case))


def test_it_waits_no_more_for_who_was_locked_out(world, case, switched_on):  # noqa: F811
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    ask(case, world, by=world.vera)
    exclude(case, member=world.boris.member, **world.bea.can)
    theirs = Grant.objects.filter(section__box=case.box, to_id=world.boris.account.pk)
    assert not theirs.exists()
    assert world.boris.sign_in().get(f"{path_of(case)}assessment/approve/").status_code == 404
    page = get(world.vera.sign_in(), path_of(case))
    assert f"It waits for {world.boris.member.person.name}" not in page


def test_a_closed_case_is_open_to_no_second_person_and_asks_anew_when_it_is_opened_again(
    world, case, switched_on  # noqa: F811
):  # fmt: skip
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    ask(case, world, by=world.vera)
    shown = Grant.objects.filter(basis="glass", to_id=world.boris.account.pk)
    assert shown.exists()
    closed(case, by=world.vera, second=world.bea)
    assert not shown.exists()
    again = reopen_case(
        fresh(case), reason="Vratila se.", owner=world.vera.member, day=None, **world.vera.can
    )
    page = get(world.vera.sign_in(), path_of(again))
    assert "It waits for" not in page
    ask(fresh(case), world, by=world.vera, to=world.bea)
    approve(fresh(case), revision=now(case), **world.bea.can)


def test_that_it_waits_is_not_told_to_whom_the_part_is_not(world, case, switched_on):  # noqa: F811
    assign_file(case, member=world.vera.member, sections=["plan", "identity"], **world.bea.can)
    assert waits_for_approval(case, **world.bea.can)
    assert not waits_for_approval(case, **world.vera.can)


def test_what_was_ended_without_does_not_wait_for_ever(world, case, switched_on):  # noqa: F811
    finish(step(case, world), world.bea, dropped=True, reason="Osoba je otišla.")
    assert not waits_for_approval(case, **world.bea.can)


def ran_out(member):
    """As a mandate that had its last day when it was given."""
    member.refresh_from_db()
    member.starts_on -= timedelta(days=30)
    member.ends_on = localdate() - timedelta(days=1)
    with audit.transaction():
        member.save()


def test_whose_mandate_ran_out_by_itself_is_asked_no_more(world, case, switched_on):  # noqa: F811
    ask(case, world)
    ran_out(world.boris.member)
    return_steps()
    assert Task.objects.open().get(kind="approve_assessment").owner is None


def test_it_is_never_the_task_of_who_sent_it(world, case, switched_on):  # noqa: F811
    ceca = _somebody("ceca", world.csw, "case_worker")
    Account.objects.update(language="en")
    exclude(case, member=world.vera.member, **world.bea.can)
    for one in (ceca, world.boris, world.bea):
        assign_file(case, member=one.member, sections=list(SECTIONS), **world.bea.can)
    ask(case, world)
    end_member(world.boris.member, by=DEMO)
    assert Task.objects.open().get(kind="approve_assessment").owner is None
    assert "Approve it or send it back" in get(ceca.sign_in(), path_of(case))
    assert "Approve it or send it back" not in get(world.bea.sign_in(), path_of(case))
    approve(case, revision=now(case), **ceca.can)


def test_their_requests_about_data_are_a_colleagues_who_is_told(world):
    row = request_about(world, "", kind="breach", owner=world.boris)
    ran_out(world.boris.member)
    told = Notice.objects.filter(kind="task", reference="")
    before = told.count()
    assert return_steps() == 1
    row.refresh_from_db()
    assert row.owner != world.boris.member
    assert Task.objects.open().get(kind="data_request").owner == row.owner
    assert told.filter(account_id=row.owner.person.account_id).exists()
    assert told.count() == before + 1
    assert return_steps() == 0


# Two files of one report -------------------------------------------------------------------------


def links(case, person):  # noqa: F811
    return linked_cases(case, words_of(case, "people", person), by=person.actor)


def test_two_files_that_became_one_are_not_two_persons(world, accepted):
    made = another(accepted, world.bea)
    join_files(made, into=accepted.to_case, **world.bea.can)
    assert links(fresh(accepted.to_case), world.bea) == []
    assert links(fresh(made), world.bea) == []


def test_one_that_was_joined_with_a_third_is_found_where_it_is_now(world, accepted):
    made, third = another(accepted, world.bea), file_of(world)
    join_files(made, into=third, **world.bea.can)
    assert links(fresh(accepted.to_case), world.bea) == [third]
    assert links(fresh(third), world.bea) == [accepted.to_case]


def test_who_is_locked_out_in_the_moment_of_opening_another_gets_no_key_of_it(
    world, accepted, monkeypatch
):
    module = sys.modules["spona.cases.casefile.actions.another_case"]
    whole = module._documents

    def slow(said):
        exclude(accepted.to_case, member=world.boris.member, **world.bea.can)
        return whole(said)

    monkeypatch.setattr(module, "_documents", slow)
    with pytest.raises(Conflict):
        another(accepted, world.bea)
    monkeypatch.undo()
    made = another(accepted, world.bea)
    name = Section.objects.named(made.box_id, "name").select_related("box").get()
    with pytest.raises(Denied):
        open_section(name, **world.boris.can)


def test_who_locks_somebody_out_of_one_hears_that_the_other_is_open_to_them(world, accepted):
    made = another(accepted, world.bea, takes_account=True)
    bea = world.bea.sign_in()

    def out_of(one):
        return bea.post(
            f"/cases/{one.reference}/team/exclude/", {"member": str(world.boris.member.pk)}
        )

    answer = out_of(accepted.to_case)
    assert answer.status_code == 200
    assert made.reference in answer.content.decode()
    assert "decide whether to lock them out there too" in answer.content.decode()
    assert out_of(made).status_code == 302


# Figures ------------------------------------------------------------------------------------------


def test_a_line_of_the_log_from_before_does_not_break_the_figures(world):
    with audit.transaction() as log:
        log.record(
            FIGURES_TOLD, by=world.bea.actor, subject=("institution", world.csw.pk),
            lane=world.csw.pk, detail={"quarter": "2026-q1"},
        )  # fmt: skip
    with pytest.raises(Denied, match="gone from the database"):
        check_can_keep_figures(world.bea.actor, world.csw)
