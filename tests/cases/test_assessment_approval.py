"""A second person for the initial assessment, where the institution has switched it on."""

from datetime import timedelta

import pytest

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.cases.assessment.actions import (
    approve,
    ask_to_approve,
    finish_assessment,
    send_back,
    set_second_person,
    take_back,
)
from spona.cases.assessment.documents import Approval
from spona.cases.assessment.queries import needs_second_person, section_of, text_of
from spona.cases.case.steps.actions import NextStep, add_step
from spona.cases.case.steps.kinds import ASSESSMENT, CLOSING
from spona.cases.go import file_path
from spona.cases.models import AssessmentRule
from spona.cases.team.actions import assign_file
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import open_section, save_section
from spona.vault.models import Grant, Section, SectionRevision
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.cases.world import _somebody

WHY = "Недостаје мишљење детета"


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world, assessment={"conclusion": "Prvi zaključak."})


@pytest.fixture
def switched_on(world):
    set_second_person(world.csw, needed=True, by=world.bea.actor)


def write(case, person, words):
    text = text_of(case)
    before = open_section(text, **person.can)
    return save_section(text, before | {"conclusion": words}, revision=text.revision, **person.can)


def ask(case, world, *, by=None, to=None):
    ask_to_approve(case, to=(to or world.boris).member, **(by or world.bea).can)


def approval(case, person):
    return Approval.from_document(open_section(section_of(case), **person.can))


def now(case):
    return text_of(case).revision


def step(case, world):
    return add_step(case, NextStep(ASSESSMENT), by=world.bea.actor)


def finish(task, person, *, dropped=False, reason=""):
    following = NextStep(CLOSING)
    return finish_assessment(
        task, dropped=dropped, reason=reason, following=following, **person.can
    )


# The switch ---------------------------------------------------------------------------------


def test_it_is_off_until_an_intake_holder_switches_it_on(world):
    assert not needs_second_person(world.csw.pk)
    for person in (world.vera, world.hana, world.ana):
        with pytest.raises(Denied):
            set_second_person(world.csw, needed=True, by=person.actor)
    set_second_person(world.csw, needed=True, by=world.boris.actor)
    assert needs_second_person(world.csw.pk)
    assert not needs_second_person(world.health.pk)
    set_second_person(world.csw, needed=False, by=world.bea.actor)
    assert not needs_second_person(world.csw.pk)


def test_a_row_that_somebody_wrote_past_spona_takes_no_second_look_away(world, switched_on):
    AssessmentRule.objects.update(needs_second_person=False)
    assert needs_second_person(world.csw.pk)
    set_second_person(world.csw, needed=False, by=world.bea.actor)
    assert not needs_second_person(world.csw.pk)


def test_where_it_is_off_nobody_is_asked_and_the_step_ends_as_before(world, case):
    with pytest.raises(Denied, match="does not ask"):
        ask(case, world)
    task = step(case, world)
    finish(task, world.bea)
    assert Task.objects.get(pk=task.pk).done_at


def test_nothing_is_sent_to_a_second_person_before_something_is_written(world, switched_on):
    empty = file_of(world)
    with pytest.raises(Denied, match="Nothing is written"):
        ask(empty, world)


# Two people ---------------------------------------------------------------------------------


def test_until_a_second_person_has_approved_it_the_step_is_not_done(world, case, switched_on):
    task = step(case, world)
    with pytest.raises(Denied, match="has not approved"):
        finish(task, world.bea)
    ask(case, world)
    with pytest.raises(Denied, match="is with a second person, who has not approved"):
        finish(task, world.bea)
    approve(case, revision=now(case), **world.boris.can)
    finish(task, world.bea)
    assert Task.objects.get(pk=task.pk).outcome == "done"


def test_it_may_be_dropped_with_a_reason_without_anybody(world, case, switched_on):
    task = step(case, world)
    finish(task, world.bea, dropped=True, reason="Osoba je otišla.")
    assert Task.objects.get(pk=task.pk).outcome == "dropped"


def test_who_wrote_it_or_sent_it_is_never_the_second_person(world, case, switched_on):
    write(case, world.boris, "Borisov zaključak.")
    with pytest.raises(Denied, match="another person"):
        ask(case, world)
    with pytest.raises(Denied, match="another person"):
        ask(case, world, to=world.bea)
    other = world.people.setdefault("ceca", _somebody("ceca", world.csw, "case_worker"))
    with pytest.raises(Denied, match="another person"):
        ask(case, world, to=other)  # no key leads to her
    for one in (world.bea, other):
        assign_file(case, member=one.member, sections=["assessment", "plan"], **world.bea.can)
    ask(case, world, to=other)
    # While it waits, Boris and Bea are no second person either.
    for person in (world.bea, world.boris):
        with pytest.raises(Denied):
            approve(case, revision=now(case), **person.can)
    approve(case, revision=now(case), **other.can)
    assert approval(case, world.bea).approved.by == other.member.person.name


def test_who_writes_in_it_after_being_asked_does_not_approve_their_own_words(
    world, case, switched_on
):
    ask(case, world)
    write(case, world.boris, "Boris dopisuje.")
    with pytest.raises(Denied, match="wrote it"):
        approve(case, revision=now(case), **world.boris.can)


def test_taking_an_author_out_of_the_history_makes_them_no_second_person(world, case, switched_on):
    """The writer of the database has taken the rows away that tell who wrote."""
    write(case, world.boris, "Borisov zaključak.")
    write(case, world.bea, "Bein zaključak.")
    SectionRevision.objects.filter(section=text_of(case)).update(replaced_by=None)
    with pytest.raises(Denied, match="changed in the database"):
        ask(case, world)


def test_others_cannot_approve_and_a_stranger_sees_nothing(world, case, switched_on):
    ask(case, world)
    for person in (world.vera, world.hana, world.cora, world.nina):
        with pytest.raises(Denied):
            approve(case, revision=now(case), **person.can)


def test_only_what_was_shown_is_approved(world, case, switched_on):
    ask(case, world)
    shown = now(case)
    write(case, world.bea, "Drugi zaključak.")
    with pytest.raises(Conflict, match="meanwhile"):
        approve(case, revision=shown, **world.boris.can)
    approve(case, revision=now(case), **world.boris.can)
    assert approval(case, world.bea).approved.revision == now(case)


def test_it_is_sent_back_with_words_that_are_sealed(world, case, switched_on):
    ask(case, world)
    with pytest.raises(Denied, match="why"):
        send_back(case, reason=" ", **world.boris.can)
    send_back(case, reason=WHY, **world.boris.can)
    assert approval(case, world.bea).sent_back.words == WHY
    assert not Task.objects.open().filter(kind="approve_assessment").exists()
    assert Notice.objects.filter(account_id=world.bea.account.pk, kind="answered").exists()
    assert not any(WHY in str(one.detail) for one in Entry.objects.all())
    ask(case, world)
    assert approval(case, world.bea).sent_back is None


def test_it_is_taken_back_and_sent_to_somebody_else(world, case, switched_on):
    ask(case, world)
    with pytest.raises(Conflict, match="already"):
        ask(case, world)
    take_back(case, **world.bea.can)
    take_back(case, **world.bea.can)
    with pytest.raises(Denied, match="Nobody asks"):
        approve(case, revision=now(case), **world.boris.can)
    ask(case, world)


def test_where_colleagues_lead_it_by_name_the_second_person_reads_this_and_nothing_else(
    world, case, switched_on
):
    assign_file(
        case, member=world.vera.member, sections=["assessment", "plan", "health"], **world.bea.can
    )
    ask(case, world, by=world.vera)
    text = open_section(text_of(case), **world.boris.can)
    assert text["conclusion"] == "Prvi zaključak."
    health = Section.objects.named(case.box_id, "health").select_related("box").get()
    with pytest.raises(Denied):
        open_section(health, **world.boris.can)
    approve(case, revision=now(case), **world.boris.can)
    with pytest.raises(Denied):
        open_section(text_of(case), **world.boris.can)
    assert not Grant.objects.filter(basis="glass", to_id=world.boris.account.pk).exists()


def test_what_stands_in_clear_says_that_somebody_looks_at_something(world, case, switched_on):
    ask(case, world)
    task = Task.objects.open().get(kind="approve_assessment")
    assert str(task.what.title) == "Look at what a colleague has written"
    assert task.owner == world.boris.member
    assert task.due_at - task.created_at < timedelta(days=8)
    notice = Notice.objects.filter(account_id=world.boris.account.pk).latest("created_at")
    assert notice.kind == "task"


# The pages ----------------------------------------------------------------------------------


def path_of(case):
    return f"/cases/{case.reference}/"


def test_the_whole_way_on_the_pages(world, case):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    here = path_of(case)
    assert "second person" not in get(bea, here)
    assert bea.post("/cases/assessment/", {"on": "1"}).status_code == 302
    assert "It is switched on" in get(bea, "/cases/assessment/")
    assert f"{here}assessment/" in get(bea, here)
    assert "waits for a second person" in get(bea, f"{here}plan/")
    assert "waits for a second person" in get(bea, f"{here}refer/")
    nobody = bea.post(f"{here}assessment/")
    assert nobody.status_code == 422
    assert "Choose who looks at it" in nobody.content.decode()
    answer = bea.post(f"{here}assessment/", {"to": str(world.boris.member.pk)})
    assert answer.status_code == 302
    assert "It waits for" in get(bea, here)
    page = get(boris, f"{here}assessment/approve/")
    assert "Prvi zaključak." in page
    empty = boris.post(f"{here}assessment/approve/", {"send_back": "1", "reason": ""})
    assert empty.status_code == 422
    stale = boris.post(f"{here}assessment/approve/", {"revision": "99"})
    assert stale.status_code == 409
    assert boris.post(
        f"{here}assessment/approve/", {"revision": str(now(case))}
    ).status_code == 302  # fmt: skip
    assert "approved text" in get(bea, here)
    assert "It was changed since." not in get(bea, here)
    assert "waits for a second person" not in get(bea, f"{here}plan/")
    write(case, world.bea, "Izmenjen zaključak.")
    assert "It was changed since." in get(bea, here)
    assert "approved this text" in get(bea, f"{here}history/assessment/")
    assert "approved the assessment" in get(bea, f"{here}log/")


def test_the_second_person_reads_what_they_have_done_also_where_the_file_is_closed_to_them(
    world, case, switched_on
):
    assign_file(case, member=world.vera.member, sections=["assessment", "plan"], **world.bea.can)
    boris, path = world.boris.sign_in(), f"{path_of(case)}assessment/approve/"
    ask(case, world, by=world.vera)
    answer = boris.post(path, {"send_back": "1", "reason": WHY})
    assert "You have sent it back, and your colleague was told." in get(boris, answer["Location"])
    ask(case, world, by=world.vera)
    answer = boris.post(path, {"revision": str(now(case))})
    page = get(boris, answer["Location"])
    assert "You have approved it, and your colleague was told." in page
    assert "for this only is closed to you again" in page
    assert "A colleague works on this" in page
    assert "You have approved it" not in get(world.vera.sign_in(), answer["Location"])


def test_the_step_says_why_it_is_not_done_and_keeps_what_was_typed(world, case, switched_on):
    task = step(case, world)
    bea = world.bea.sign_in()
    answer = bea.post(
        f"{path_of(case)}steps/{task.pk}/",
        {"ended": "done", "kind": "closing", "reason": "Rečenica"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "has not approved the assessment yet" in page
    assert "Rečenica" in page


def test_who_has_no_right_finds_no_page(world, case, switched_on):
    for person in (world.hana, world.cora):
        browser = person.sign_in()
        assert browser.get(f"{path_of(case)}assessment/").status_code in (403, 404)
        assert browser.get(f"{path_of(case)}assessment/approve/").status_code in (403, 404)
    assert world.vera.sign_in().post("/cases/assessment/", {"on": "1"}).status_code == 403


def test_the_reference_on_the_desk_of_the_second_person_leads_to_the_answer(
    world, case, switched_on
):
    ask(case, world)
    reference = case.reference
    assert file_path(reference, world.boris.actor) == f"/cases/{reference}/assessment/approve/"
    assert file_path(reference, world.bea.actor) == f"/cases/{reference}/"
    assert "Prvi zaključak." in get(
        world.boris.sign_in(), f"/cases/{reference}/assessment/approve/"
    )
    approve(case, revision=text_of(case).revision, **world.boris.can)
    assert file_path(reference, world.boris.actor) == f"/cases/{reference}/"
