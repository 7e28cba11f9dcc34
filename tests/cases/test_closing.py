"""A file is closed by two people and opened again with a reason; what is said of it is sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.cases.careplan.actions import StepDraft, add_need, add_plan_step, change_plan_step
from spona.cases.careplan.plan import Need
from spona.cases.careplan.queries import read_plan
from spona.cases.case.actions import add_note, write_section
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.cases.case.steps.actions import NextStep, add_reminder, add_step, end_step
from spona.cases.case.steps.queries import is_stepless, open_steps
from spona.cases.casefile.actions import exclude, hand_over_work, join_files
from spona.cases.closure import actions
from spona.cases.closure.actions import Incomplete, Sent
from spona.cases.closure.documents import Closing, Said
from spona.cases.closure.queries import obstacles, second_people
from spona.cases.legal_track import actions as legal
from spona.cases.legal_track.track import Hearing, Proceeding
from spona.cases.referrals.actions import accept, finish
from spona.cases.team.actions import assign_file, break_glass
from spona.deadlines.actions import start
from spona.directory.actions import end_member
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import add_holder, open_section
from spona.vault.models import Grant, Section
from spona.vault.refusals import TextConflict
from spona.vault.slots import slot_of
from tests.cases.closing import (
    STEP,
    SUMMARY,
    WORDS,
    asked,
    closed,
    form_of,
    fresh,
    revision_of,
    said,
)
from tests.cases.flow import fields, get
from tests.cases.moving import by_agreement, connect, file_of, opened_by, referred, shelter
from tests.cases.world import DEMO, _somebody


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def case(world):
    """A file of an adult with one step of the plan, one review and somebody's own reminder."""
    case = file_of(world)
    add_step(
        case, NextStep("plan_step", world.bea.member, None, "Позвати школу"), by=world.bea.actor
    )
    add_step(case, NextStep("review"), by=world.bea.actor)
    add_reminder(case, "Само моје", day=None, by=world.bea.actor)
    return fresh(case)


@pytest.fixture
def path(case):
    return f"/cases/{case.reference}/"


def closing_of(case, person):
    row = Section.objects.named(case.box_id, "closing").select_related("box").get()
    return Closing.from_document(open_section(row, **person.can))


def wrong(case, *, by, to, **more):
    with pytest.raises(Incomplete) as refused:
        asked(case, by=by, to=to, **more)
    return refused.value.fields


# The way through


def test_one_asks_another_confirms_and_only_that_closes_it(world, case):
    asked(case, by=world.bea, to=world.boris)
    assert fresh(case).closed_at is None
    task = Task.objects.open().get(kind="confirm_closing", subject_id=case.pk)
    assert (task.owner, task.institution) == (world.boris.member, world.csw)
    assert Notice.objects.filter(account_id=world.boris.account.pk, kind="task").exists()
    done = actions.confirm_closing(fresh(case), **world.boris.can)
    assert done.closed_at is not None
    assert not Task.objects.open().filter(subject_id=case.pk).exists(), "reminders end too"
    assert Notice.objects.filter(account_id=world.bea.account.pk, kind="answered").exists()
    last = closing_of(case, world.bea).closed
    assert (last.asked_by, last.by) == ("Bea Primerić", "Boris Primerić")
    assert {one.reason for one in last.said.steps} == {"nobody"}
    names = list(Entry.objects.filter(subject_id=case.pk).values_list("name", flat=True))
    assert {"case:closing_asked", "case:closed"} <= set(names)


def test_closing_itself_is_what_the_step_closing_was_for(world, case):
    add_step(case, NextStep("closing"), by=world.bea.actor)
    closed(fresh(case), by=world.bea, second=world.boris)
    kinds = dict(Task.objects.filter(subject_id=case.pk).values_list("kind", "outcome"))
    assert (kinds["closing"], kinds["plan_step"]) == ("done", "dropped")


def test_a_step_that_was_done_ends_as_done_and_the_others_as_dropped(world, case):
    whole = said(case)
    steps = (replace(whole.steps[0], reason="done"), *whole.steps[1:])
    asked(case, by=world.bea, to=world.boris, steps=steps)
    actions.confirm_closing(case, **world.boris.can)
    ended = {str(pk): how for pk, how in Task.objects.values_list("pk", "outcome")}
    assert [ended[one.task] for one in steps] == ["done", *["dropped"] * (len(steps) - 1)]


def test_a_draft_is_kept_as_far_as_it_got_and_closes_nothing(world, case):
    actions.save_draft(case, Said(own_words=WORDS), revision=0, **world.bea.can)
    assert closing_of(case, world.bea).draft.own_words == WORDS
    actions.save_draft(
        case, Said(own_words=WORDS, reasons=("moved",)), revision=1, **world.boris.can
    )
    assert closing_of(case, world.bea).draft.reasons == ("moved",)
    assert not Task.objects.filter(kind="confirm_closing").exists()
    assert fresh(case).closed_at is None


def test_two_who_write_at_once_both_keep_their_text(world, case, path):
    browser = world.bea.sign_in()
    read = get(browser, f"{path}close/")
    actions.save_draft(case, Said(summary="Борис је писао"), revision=0, **world.boris.can)
    answer = browser.post(f"{path}close/", {**fields(read), **form_of(case), "save": ""})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Борис је писао" in page
    assert SUMMARY in page
    with pytest.raises(TextConflict):
        actions.save_draft(case, Said(), revision=0, **world.bea.can)


def test_in_a_browser_from_the_link_to_the_end(world, case, path):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    assert f'href="{path}close/"' in get(bea, path)
    read = get(bea, f"{path}close/")
    assert "3 steps are still open" in read
    assert "Позвати школу" in read
    form = form_of(case, to=world.boris)
    answer = bea.post(f"{path}close/", {**fields(read), **form, "send": ""})
    assert answer.status_code == 302, answer.content.decode()
    waits = get(bea, f"{path}close/")
    assert "waits for a second person" in waits
    assert SUMMARY in waits
    assert "It waits for Boris Primerić" in get(bea, path)
    assert f'href="{path}close/confirm/"' not in get(bea, path)
    assert f'href="{path}close/confirm/"' in get(boris, path)
    page = get(boris, f"{path}close/confirm/")
    for words in (SUMMARY, WORDS, STEP, "Позвати школу", "razgovorom"):
        assert words in page, words
    answer = boris.post(f"{path}close/confirm/", {"confirm": ""})
    assert answer.status_code == 302
    page = get(bea, path)
    assert "Bea Primerić asked for it, Boris Primerić confirmed it" in page
    assert f'href="{path}reopen/"' in page
    assert f'{path}close/"' not in page
    assert bea.get(f"{path}close/")["Location"] == path
    assert "confirmed it, and the file was closed" in get(bea, f"{path}log/")


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(world, case, path):
    bea = world.bea.sign_in()
    read = get(bea, f"{path}close/")
    form = form_of(case, to=None) | {"reasons": [], "pillar_safety": ""}
    answer = bea.post(f"{path}close/", {**fields(read), **form, "send": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("id_reasons_error", "id_pillar_safety_error", "id_to_error"):
        assert f'id="{name}"' in page, name
    assert SUMMARY in page
    assert STEP in page
    assert revision_of(case) == 0, "nothing is half-saved"


# What stands in the way


def test_without_a_reason_or_for_a_step_without_one_it_is_not_sent(world, case):
    whole = said(case)
    assert "reasons" in wrong(case, by=world.bea, to=world.boris, reasons=())
    steps = (replace(whole.steps[0], reason=""), *whole.steps[1:])
    found = wrong(case, by=world.bea, to=world.boris, steps=steps)
    assert found == {f"step_{whole.steps[0].task}": "Choose why this step ends."}
    assert f"step_{whole.steps[1].task}" in wrong(
        case, by=world.bea, to=world.boris, steps=whole.steps[:1]
    )
    other = (replace(whole.steps[0], reason="other", words=" "), *whole.steps[1:])
    assert f"words_{whole.steps[0].task}" in wrong(case, by=world.bea, to=world.boris, steps=other)
    assert "reasons_more" in wrong(
        case, by=world.bea, to=world.boris, reasons=("other",), reasons_more=""
    )


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("pillars", {}, "pillar_support"),
        ("answers", {"in_time": "perhaps"}, "answer_in_time"),
        ("may_return", "", "may_return"),
        ("summary", "  ", "summary"),
    ],
)
def test_every_answer_is_given_and_not_asked_is_one(world, case, name, value, field):
    assert field in wrong(case, by=world.bea, to=world.boris, **{name: value})


def test_while_what_came_is_not_finished_the_file_stays_open(world, accepted):
    case = fresh(accepted.to_case)
    write_section(case, "identity", {"age": "adult"}, revision=1, **world.bea.can)
    found = wrong(case, by=world.bea, to=world.boris)
    assert accepted.reference in found["obstacles"]
    finish(accepted, outcome="done", message="Готово.", by=world.bea.actor)
    assert obstacles(case, world.bea.actor) == []


def test_while_what_was_sent_waits_for_an_answer_the_file_stays_open(world, case):
    sara = connect(world, world.police, "sara")
    row = referred(world, case, by_agreement(world, case, world.police))
    assert row.reference in wrong(case, by=world.bea, to=world.boris)["obstacles"]
    accept(opened_by(row, sara), **sara.can)
    assert obstacles(case, world.bea.actor) == [], "they go on with it in a file of their own"


def test_a_deadline_by_a_rule_that_binds_keeps_it_open_and_that_of_a_step_does_not(world, case):
    end_step(open_steps(case).get(kind="review"), following=NextStep("assessment"), **world.bea.can)
    step = open_steps(case).get(kind="assessment")
    assert step.deadline is not None
    assert obstacles(case, world.bea.actor) == []
    start(
        "first_contact", case.subject, institution=world.csw, network=world.vranje,
        sector="social_work", urgency="urgent", reference=case.reference, by=world.bea.actor,
    )  # fmt: skip
    assert "1 deadline" in wrong(case, by=world.bea, to=world.boris)["obstacles"]


@pytest.mark.parametrize("age", ["child", "not_sure", ""])
def test_a_child_without_a_guardian_is_not_closed_and_who_is_not_settled_counts_as_one(world, age):
    case = file_of(world, identity={"age": age})
    assert "No guardian is named" in wrong(case, by=world.bea, to=world.boris)["guardian"]
    write_section(case, "legal", {"guardian_kind": "temporary"}, revision=1, **world.bea.can)
    asked(case, by=world.bea, to=world.boris)


def test_who_cannot_see_whether_there_is_a_guardian_does_not_send_it(world):
    case = file_of(world, identity={"age": "child"})
    assign_file(case, member=world.vera.member, sections=["plan", "notes"], **world.bea.can)
    found = wrong(fresh(case), by=world.vera, to=world.boris)
    assert "Ask a colleague who leads the file" in found["guardian"]


def test_of_an_adult_it_is_sent_also_by_who_does_not_open_the_legal_part(world, case):
    assign_file(
        case, member=world.vera.member, sections=["plan", "identity", "notes"], **world.bea.can
    )
    asked(fresh(case), by=world.vera, to=world.boris)
    assert actions.confirm_closing(fresh(case), **world.boris.can).closed_at


# Two people


def test_nobody_confirms_their_own_nor_chooses_themselves(world, case):
    assert "to" in wrong(case, by=world.bea, to=world.bea)
    asked(case, by=world.bea, to=world.boris)
    with pytest.raises(Denied, match="yourself"):
        actions.confirm_closing(case, **world.bea.can)
    assert fresh(case).closed_at is None


def test_one_person_with_two_roles_is_one_person(world, case):
    """Ceca works on cases and holds the intake too: she asks in the one and confirms in none."""
    ceca = world.people["ceca"] = _third(world)
    assign_file(case, member=ceca.member, sections=list(SECTIONS), **world.bea.can)
    case = fresh(case)
    assert ceca.member.pk not in {one.pk for one in second_people(case, ceca.actor)}
    assert "to" in wrong(case, by=ceca, to=ceca)
    asked(case, by=ceca, to=world.boris)
    Task.objects.filter(kind="confirm_closing").update(owner=ceca.member)
    with pytest.raises(Denied, match="yourself"):
        actions.confirm_closing(case, **ceca.can)
    other = replace(ceca.actor, member_id=world.vera.member.pk)
    with pytest.raises(Denied):
        actions.confirm_closing(case, by=other, keys=ceca.keys)
    assert fresh(case).closed_at is None


def test_only_an_intake_holder_to_whom_it_was_sent_confirms(world, case):
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    case = fresh(case)
    assert world.vera.member.pk not in {one.pk for one in second_people(case, world.bea.actor)}
    assert "to" in wrong(case, by=world.vera, to=world.ana)
    asked(case, by=world.vera, to=world.boris)
    with pytest.raises(Denied, match="assigned to a colleague"):
        actions.confirm_closing(case, **world.bea.can)
    break_glass(case, reason="absence", **world.bea.can)
    with pytest.raises(Denied, match="Nobody else confirms it"):
        actions.confirm_closing(case, **world.bea.can)
    for stranger in (world.ana, world.hana, world.nina):
        with pytest.raises(Denied):
            actions.confirm_closing(case, **stranger.can)
    assert actions.confirm_closing(case, **world.boris.can).closed_at is not None


def test_who_is_asked_reads_the_closing_without_a_reason_and_not_the_rest(world, case):
    """Vera leads it by name; Boris is asked by her and needs no other reason for this part."""
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    case = fresh(case)
    asked(case, by=world.vera, to=world.boris)
    assert closing_of(case, world.boris).draft.summary == SUMMARY
    plan = Section.objects.named(case.box_id, "plan").select_related("box").get()
    with pytest.raises(Denied, match="assigned to a colleague"):
        open_section(plan, **world.boris.can)
    with pytest.raises(Denied, match="assigned to a colleague"):
        closing_of(case, world.bea)
    actions.send_back(case, reason="Питајте поново", **world.boris.can)
    with pytest.raises(Denied, match="assigned to a colleague"):
        closing_of(case, world.boris)


def test_it_comes_back_with_a_reason_and_is_sent_again(world, case):
    asked(case, by=world.bea, to=world.boris)
    with pytest.raises(Denied, match="why you send it back"):
        actions.send_back(case, reason=" ", **world.boris.can)
    actions.send_back(case, reason="Недостаје школа", **world.boris.can)
    found = closing_of(case, world.bea)
    assert (found.asked, found.sent_back.words) == (None, "Недостаје школа")
    assert found.draft.summary == SUMMARY, "what was written is not lost"
    with pytest.raises(Denied, match="Nobody asks any more"):
        actions.confirm_closing(case, **world.boris.can)
    asked(case, by=world.bea, to=world.boris)
    assert actions.confirm_closing(case, **world.boris.can).closed_at


def test_while_it_waits_it_is_not_changed_and_taken_back_it_is_a_draft(world, case):
    asked(case, by=world.bea, to=world.boris)
    with pytest.raises(Conflict, match="Take it back"):
        actions.save_draft(case, Said(), revision=revision_of(case), **world.bea.can)
    with pytest.raises(Conflict, match="already"):
        asked(case, by=world.bea, to=world.boris)
    actions.take_back(case, **world.bea.can)
    actions.take_back(case, **world.bea.can)
    assert not Task.objects.open().filter(kind="confirm_closing").exists()
    with pytest.raises(Denied, match="Nobody asks"):
        actions.confirm_closing(case, **world.boris.can)


def test_nothing_closes_it_past_the_second_person(world, case, path):
    """Direct POSTs, of who asks and of who was never asked."""
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    assert boris.post(f"{path}close/confirm/", {"confirm": ""}).status_code == 404
    actions.save_draft(case, said(case), revision=0, **world.bea.can)
    assert boris.post(f"{path}close/confirm/", {"confirm": ""}).status_code == 403
    asked(case, by=world.bea, to=world.boris)
    assert bea.post(f"{path}close/confirm/", {"confirm": ""}).status_code == 403
    for stranger in (world.ana, world.hana, world.nina, world.kosta):
        answer = stranger.sign_in().post(f"{path}close/confirm/", {"confirm": ""})
        assert answer.status_code in (403, 404)
    vera = world.vera.sign_in()
    for page in ("close/", "close/confirm/", "close/take-back/", "reopen/"):
        assert vera.post(path + page, {"confirm": "", "send": ""}).status_code in (403, 404)
    # Somebody wrote a task into the database that nobody asked for.
    actions.take_back(case, **world.bea.can)
    Task.objects.filter(kind="confirm_closing").update(done_at=None)
    assert boris.post(f"{path}close/confirm/", {"confirm": ""}).status_code == 403
    assert fresh(case).closed_at is None


def test_who_was_locked_out_is_neither_asked_nor_sees_any_of_it(world, case, path):
    ceca = world.people["ceca"] = _third(world)
    asked(case, by=world.bea, to=world.boris)
    exclude(case, member=world.boris.member, **world.bea.can)
    case = fresh(case)
    assert world.boris.sign_in().get(f"{path}close/confirm/").status_code == 404
    with pytest.raises(Denied):
        actions.confirm_closing(case, **world.boris.can)
    assert world.boris.member.pk not in {one.pk for one in second_people(case, world.bea.actor)}
    actions.take_back(case, **world.bea.can)
    found = wrong(case, by=world.bea, to=world.boris)
    assert "to" in found
    asked(case, by=world.bea, to=ceca)
    assert actions.confirm_closing(case, **ceca.can).closed_at


def test_work_that_is_handed_over_to_the_one_who_asks_confirms_nothing(world, case):
    asked(case, by=world.bea, to=world.boris)
    hand_over_work(world.boris.member, to=world.bea.member, **world.bea.can)
    with pytest.raises(Denied, match="yourself"):
        actions.confirm_closing(case, **world.bea.can)


def test_of_who_left_it_lies_with_the_intake_and_another_holder_confirms(world, case):
    ceca = world.people["ceca"] = _third(world)
    asked(case, by=world.bea, to=world.boris)
    end_member(world.boris.member, by=DEMO)
    assert Task.objects.open().get(kind="confirm_closing").owner is None
    assert actions.confirm_closing(case, **ceca.can).closed_at


def test_where_there_is_no_second_holder_a_sentence_says_so(world, case):
    end_member(world.boris.member, by=DEMO)
    assert "second intake officer" in wrong(case, by=world.bea, to=None)["to"]


# What changed meanwhile


def test_a_case_that_changed_is_not_closed_and_it_says_what_changed(world, case, path):
    asked(case, by=world.bea, to=world.boris)
    add_step(case, NextStep("waiting", None, None, "Одговор суда"), by=world.bea.actor)
    with pytest.raises(Conflict, match="1 more step was opened"):
        actions.confirm_closing(case, **world.boris.can)
    page = get(world.boris.sign_in(), f"{path}close/confirm/")
    assert "1 more step was opened" in page
    assert 'name="confirm"' not in page
    end_step(open_steps(case).get(kind="waiting"), **world.bea.can)
    end_step(open_steps(case).get(kind="review"), **world.bea.can)
    with pytest.raises(Conflict, match="was ended"):
        actions.confirm_closing(case, **world.boris.can)
    assert fresh(case).closed_at is None


def test_a_guardian_who_was_taken_out_meanwhile_is_seen(world):
    case = file_of(world, identity={"age": "child"}, legal={"guardian_kind": "temporary"})
    asked(case, by=world.bea, to=world.boris)
    write_section(case, "legal", {"guardian_kind": "nobody"}, revision=1, **world.bea.can)
    with pytest.raises(Conflict, match="Legal matters"):
        actions.confirm_closing(case, **world.boris.can)


@pytest.mark.parametrize(("part", "named"), [("notes", "Notes"), ("health", "Health")])
def test_what_was_written_after_it_was_sent_is_named_and_it_is_not_confirmed(
    world, case, path, part, named
):
    asked(case, by=world.bea, to=world.boris)
    boris = world.boris.sign_in()
    assert 'name="confirm"' in get(boris, f"{path}close/confirm/")
    if part == "notes":
        add_note(case, "Звала је после тога", **world.bea.can)
    else:
        write_section(case, part, {"text": "Нов преглед"}, revision=1, **world.bea.can)
    page = get(boris, f"{path}close/confirm/")
    assert f"somebody wrote in this part of the file: {named}." in page
    assert 'name="confirm"' not in page
    assert boris.post(f"{path}close/confirm/", {"confirm": ""}).status_code == 409
    assert fresh(case).closed_at is None
    actions.send_back(case, reason="Прочитајте белешку", **world.boris.can)
    closed(case, by=world.bea, second=world.boris)
    assert fresh(case).closed_at is not None


def test_what_was_sent_meanwhile_keeps_it_open(world, case):
    asked(case, by=world.bea, to=world.boris)
    connect(world, world.police, "sara")
    referred(world, case, by_agreement(world, case, world.police))
    with pytest.raises(Conflict, match="still waits for somebody"):
        actions.confirm_closing(case, **world.boris.can)


def test_closed_once_it_is_not_closed_again(world, case):
    closed(case, by=world.bea, second=world.boris)
    for act in (actions.confirm_closing, actions.take_back):
        with pytest.raises((Denied, Conflict)):
            act(fresh(case), **world.boris.can)
    with pytest.raises((Denied, Conflict)):
        asked(case, by=world.bea, to=world.boris)


def test_joined_while_it_waits_the_task_of_the_second_person_ends(world, case):
    other = file_of(world)
    asked(case, by=world.bea, to=world.boris)
    join_files(case, into=other, **world.bea.can)
    assert not Task.objects.open().filter(kind="confirm_closing").exists()


# Closed, and open again


def test_in_a_closed_file_nobody_writes_and_everybody_who_read_it_reads_it(world, case, path):
    closed(case, by=world.bea, second=world.boris)
    case = fresh(case)
    with pytest.raises(Denied, match="closed"):
        write_section(case, "health", {"text": "x"}, revision=1, **world.bea.can)
    with pytest.raises(Denied, match="closed"):
        actions.save_draft(case, Said(), revision=revision_of(case), **world.bea.can)
    page = get(world.bea.sign_in(), f"{path}part/support/")
    assert "Pregled." in page
    assert SUMMARY in page


def test_it_is_opened_again_with_a_reason_and_a_review_is_its_next_step(world, case, path):
    closed(case, by=world.bea, second=world.boris)
    case = fresh(case)
    with pytest.raises(Denied, match="why the file is opened again"):
        actions.reopen_case(case, reason=" ", owner=None, day=None, **world.bea.can)
    bea = world.bea.sign_in()
    page = get(bea, f"{path}reopen/")
    form = {"reason": "Јавила се поново", "owner": str(world.bea.member.pk), "day": ""}
    answer = bea.post(f"{path}reopen/", {**fields(page), **form})
    assert answer.status_code == 302, answer.content.decode()
    case = fresh(case)
    assert case.closed_at is None
    assert [(one.kind, one.owner) for one in open_steps(case)] == [("review", world.bea.member)]
    assert not Case.objects.filter(is_stepless()).exists()
    assert closing_of(case, world.bea).reopened[0].words == "Јавила се поново"
    assert "Јавила се поново" in get(bea, path)
    closed(case, by=world.boris, second=world.bea)
    assert fresh(case).closed_at is not None


def test_what_goes_on_elsewhere_is_not_opened_again(world, case, path):
    other = file_of(world)
    join_files(case, into=other, **world.bea.can)
    with pytest.raises(Denied, match="goes on there"):
        actions.reopen_case(fresh(case), reason="x", owner=None, day=None, **world.bea.can)
    assert world.bea.sign_in().get(f"{path}reopen/").status_code == 403
    handed = file_of(world)
    handed.closed_at = timezone.now()
    handed.save(update_fields=["closed_at"])
    with pytest.raises(Denied, match="handed over"):
        actions.reopen_case(fresh(handed), reason="x", owner=None, day=None, **world.bea.can)
    closed(other, by=world.bea, second=world.boris)
    actions.reopen_case(fresh(other), reason="x", owner=None, day=None, **world.bea.can)
    other = fresh(other)
    other.closed_at = timezone.now()
    other.save(update_fields=["closed_at"])
    with pytest.raises(Denied, match="handed over"):
        actions.reopen_case(fresh(other), reason="x", owner=None, day=None, **world.bea.can)


def test_an_open_file_and_a_strangers_one_are_not_opened_again(world, case):
    with pytest.raises(Denied, match="open"):
        actions.reopen_case(case, reason="x", owner=None, day=None, **world.bea.can)
    closed(case, by=world.bea, second=world.boris)
    for stranger in (world.vera, world.hana, world.ana):
        with pytest.raises(Denied):
            actions.reopen_case(fresh(case), reason="x", owner=None, day=None, **stranger.can)
    with pytest.raises(Denied, match="cannot open the file"):
        actions.reopen_case(
            fresh(case), reason="x", owner=world.hana.member, day=None, **world.bea.can
        )
    assert fresh(case).closed_at is not None, "nothing is half-done"


# Sealed


def test_no_word_of_it_stands_anywhere_in_clear(world, case):
    asked(case, by=world.bea, to=world.boris)
    actions.send_back(case, reason="Повратак Скривен", **world.boris.can)
    closed(case, by=world.bea, second=world.boris)
    actions.reopen_case(
        fresh(case), reason="Отварање Скривено", owner=None, day=None, **world.bea.can
    )
    hidden = [WORDS, SUMMARY, STEP, "Сакривена", "Скривен", "needs_met", "not_wanted"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                line = repr(row)
                assert not any(word in line for word in hidden), table
    for one in mail.outbox:
        text = one.subject + one.body
        assert not any(word in text for word in [*hidden, "clos", "zatv"])
    mine = Entry.objects.filter(name__startswith="case:clos", subject_id=case.pk)
    assert {str(one.detail) for one in mine} == {"{}"}


def test_who_leads_the_file_keeps_reading_it_and_nobody_else_has_a_key(world, case):
    closed(case, by=world.bea, second=world.boris)
    rows = Grant.objects.filter(section__slot=slot_of(case.box_id, "closing"))
    plan = Grant.objects.filter(section__slot=slot_of(case.box_id, "plan"))
    assert set(rows.values_list("to_kind", "to_id")) == set(plan.values_list("to_kind", "to_id"))


def test_sent_twice_by_one_person_it_is_asked_once(world, case):
    sent = Sent(said(case), world.boris.member)
    actions.ask_to_close(case, sent, revision=0, **world.bea.can)
    with pytest.raises(Conflict):
        actions.ask_to_close(case, sent, revision=0, **world.bea.can)
    assert Task.objects.filter(kind="confirm_closing").count() == 1


def _third(world):
    made = _somebody("ceca", world.csw, "intake_holder")
    add_holder(world.csw, made.account, hold_hours=0, **world.bea.can)
    Account.objects.update(language="en")
    return made


def test_of_a_referral_that_one_cannot_open_nothing_is_told_but_that_it_waits(world, case, path):
    row = referred(world, case, by_agreement(world, case, shelter(world)))
    assert row.reference in get(world.bea.sign_in(), f"{path}close/")
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    page = get(world.vera.sign_in(), f"{path}close/")
    assert "still waits. Ask a colleague who leads it." in page
    assert row.reference not in page


def test_a_hearing_that_is_still_to_come_stops_a_closing_and_the_page_leads_there(
    world, case, path
):
    proceeding = legal.add_entry(case, "proceedings", Proceeding(kind="criminal"), **world.bea.can)
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    legal.add_hearing(case, proceeding, Hearing(what="Претрес", day=day), **world.bea.can)
    with pytest.raises(Incomplete) as refused:
        asked(case, by=world.bea, to=world.boris)
    assert "hearing is still to come" in refused.value.fields["hearing"]
    page = get(world.bea.sign_in(), f"{path}close/")
    assert "A hearing is still to come" in page
    assert f'value="{path}legal/"' in page


# What is in the way leads there, and what was typed is kept


def test_what_still_goes_on_in_the_plan_stops_a_closing_and_the_page_leads_there(world, case, path):
    by = world.bea.can
    need = add_need(case, Need(area="health", need="Преглед", goal="Здрава"), **by)
    gives = shelter(world)
    running = StepDraft(
        "Лекар Сакривени", provider=str(gives.pk), provider_name="К", says="yes", state="under_way"
    )
    step = add_plan_step(case, need, running, **by)
    assert "Лекар Сакривени" in wrong(case, by=world.bea, to=world.boris)["plan"]
    bea = world.bea.sign_in()
    page = get(bea, f"{path}close/")
    assert "Лекар Сакривени" in page
    sent = {**fields(page), **form_of(case, to=world.boris), "leave": f"{path}plan/"}
    assert bea.post(f"{path}close/", sent)["Location"] == f"{path}plan/"
    assert not Task.objects.filter(kind="confirm_closing").exists()
    read = read_plan(case, **by).step(step).mark
    change_plan_step(case, step, replace(running, state="done"), read=read, **by)
    closed(case, by=world.bea, second=world.boris)
    assert fresh(case).closed_at is not None


def test_whoever_goes_to_what_is_in_the_way_comes_back_to_what_they_typed(world, case, path):
    row = referred(world, case, by_agreement(world, case, shelter(world)))
    bea, there = world.bea.sign_in(), f"/r/{row.reference}/"
    page = get(bea, f"{path}close/")
    assert f'name="leave" value="{there}"' in page
    assert f'<a class="ref" href="{there}"' not in page, "a link would lose what was typed"
    data = form_of(case) | {"revision": revision_of(case)}
    gone = bea.post(f"{path}close/", data | {"leave": there})
    assert (gone.status_code, gone["Location"]) == (302, there)
    assert WORDS in get(bea, f"{path}close/")
    assert closing_of(case, world.bea).draft.summary == SUMMARY
    assert closing_of(case, world.bea).asked is None


def test_whoever_typed_nothing_leaves_no_draft_behind(world, case, path):
    row = referred(world, case, by_agreement(world, case, shelter(world)))
    bea, there = world.bea.sign_in(), f"/r/{row.reference}/"
    empty = fields(get(bea, f"{path}close/"))
    gone = bea.post(f"{path}close/", empty | {"leave": there})
    assert gone["Location"] == there
    assert not Section.objects.named(case.box_id, "closing").exists()


def test_it_leads_to_what_is_in_the_way_and_nowhere_else(world, case, path):
    bea = world.bea.sign_in()
    data = form_of(case) | {"revision": 0, "leave": "https://elsewhere.invalid/"}
    assert bea.post(f"{path}close/", data)["Location"] == f"{path}#closing"
