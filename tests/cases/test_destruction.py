"""A closed file is kept until its day and destroyed by two people; what is left says nothing."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit.models import Ending, Entry
from spona.cases import jobs
from spona.cases.case.actions import add_note
from spona.cases.case.models import Case
from spona.cases.case.queries import readers_of
from spona.cases.case.sections import SECTIONS
from spona.cases.casefile.actions import (
    ask_to_destroy,
    confirm_destroying,
    destroy_again,
    exclude,
    join_files,
    leave_file,
    postpone,
    set_retention,
)
from spona.cases.casefile.boxes import all_boxes
from spona.cases.casefile.destruction_scope import FATES, OTHERS
from spona.cases.casefile.retention_queries import look_through, read_retention
from spona.cases.closure import actions as closure
from spona.cases.consent.models import Agreement
from spona.cases.referrals.actions import accept, approve
from spona.cases.referrals.moves import Kind
from spona.cases.retention.actions import adopt_rule, propose_rule, set_review_month, withdraw_rule
from spona.cases.retention.models import RetentionRule, ReviewMonth
from spona.cases.retention.rules import adopted, review_month
from spona.cases.team.actions import assign_file
from spona.deadlines import moved
from spona.deadlines.actions import start
from spona.deadlines.models import Deadline
from spona.identity.models import Account, Session
from spona.statistics.actions import read_kept
from spona.tasks.models import Task
from spona.vault.actions import add_holder, add_section
from spona.vault.models import Box, Grant, SealedFile, Section, SectionRevision
from spona.vault.queries import put_back
from tests.cases.closing import closed, fresh
from tests.cases.flow import fields, get
from tests.cases.moving import (
    agreement,
    by_agreement,
    by_law,
    file_of,
    opened_by,
    referred,
    shelter,
)
from tests.cases.retention import SOURCE, asked, destroyed, due, long_ago, rule
from tests.cases.world import _somebody


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def case(world):
    return file_of(world)


def revision_of(case, person):
    return read_retention(case, **person.can).revision


def in_years(n):
    return timezone.localdate() + dt.timedelta(days=365 * n)


def with_a_file(world, case):
    """Attached on its page, as people do."""
    content = SimpleUploadedFile("nalaz.txt", b"Nalaz Tajni " * 20, content_type="text/plain")
    browser = world.bea.sign_in()
    answer = browser.post(
        f"/cases/{case.reference}/attach/",
        {"token": "t" * 43, "file": content, "text": "", "whole": "1"},
    )
    assert answer.status_code == 302, answer.content.decode()
    assert SealedFile.objects.filter(box=case.box_id).exists()


def sign_in(person):
    """With password and second factor shown just now."""
    browser = person.sign_in()
    Session.objects.filter(account=person.account).update(stepped_up_at=timezone.now())
    return browser


# The table of what points to a case


def test_every_model_that_points_to_a_case_or_to_a_box_says_what_becomes_of_it():
    found = set()
    for model in apps.get_models():
        label = f"{model._meta.app_label}.{model.__name__}"
        fields = {field.name: field for field in model._meta.concrete_fields}
        pointing = [
            name
            for name, field in fields.items()
            if field.is_relation and field.related_model in (Case, Box)
        ]
        if {"subject_kind", "subject_id"} <= set(fields):
            pointing.append("subject_id")
        found |= {f"{label}.{name}" for name in pointing}
    assert found == set(FATES) | OTHERS


# The rule


def test_one_proposes_a_period_with_its_source_and_another_adopts_it(world):
    made = propose_rule(world.csw, outcome="none", years=5, source=SOURCE, by=world.bea.actor)
    assert adopted(world.csw.pk) == {}
    with pytest.raises(Denied, match="yourself"):
        adopt_rule(made, by=world.bea.actor)
    adopt_rule(made, by=world.boris.actor)
    assert adopted(world.csw.pk)["none"].years == 5
    newer = propose_rule(world.csw, outcome="none", years=7, source=SOURCE, by=world.boris.actor)
    adopt_rule(newer, by=world.bea.actor)
    assert adopted(world.csw.pk)["none"].years == 7
    with pytest.raises(Conflict):
        withdraw_rule(newer, by=world.bea.actor)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"years": 0}, "number of years"),
        ({"years": 101}, "number of years"),
        ({"source": " "}, "Write where"),
    ],
)
def test_a_period_without_a_source_or_without_sense_is_refused(world, more, said):
    asks = {"outcome": "none", "years": 5, "source": SOURCE} | more
    with pytest.raises(Denied, match=said):
        propose_rule(world.csw, **asks, by=world.bea.actor)


def test_nobody_else_sets_it(world):
    for other in (world.vera, world.hana, world.kosta, world.nina):
        with pytest.raises(Denied):
            propose_rule(world.csw, outcome="none", years=5, source=SOURCE, by=other.actor)
        with pytest.raises(Denied):
            set_review_month(world.csw, 3, by=other.actor)


def test_a_planted_period_is_none(world):
    made = propose_rule(world.csw, outcome="none", years=90, source=SOURCE, by=world.bea.actor)
    RetentionRule.objects.filter(pk=made.pk).update(years=1)
    with pytest.raises(Denied):
        adopt_rule(RetentionRule.objects.get(pk=made.pk), by=world.boris.actor)
    RetentionRule.objects.filter(pk=made.pk).update(
        adopted_at=timezone.now(), adopted_by=world.boris.member
    )
    assert adopted(world.csw.pk) == {}


def test_the_review_month_is_january_until_somebody_sets_another(world):
    assert review_month(world.csw.pk) == 1
    set_review_month(world.csw, 9, by=world.bea.actor)
    set_review_month(world.csw, 9, by=world.bea.actor)
    assert review_month(world.csw.pk) == 9
    ReviewMonth.objects.update(month=2)
    assert review_month(world.csw.pk) == 1
    set_review_month(world.csw, 4, by=world.bea.actor)
    assert review_month(world.csw.pk) == 4


# Retention


def test_the_rule_is_sealed_with_the_case_when_it_is_closed(world, case):
    rule(world, outcome="none", years=5)
    closed(case, by=world.bea, second=world.boris)
    retention = read_retention(fresh(case), **world.bea.can).retention
    today = timezone.localdate()
    assert (retention.outcome, retention.years, retention.source) == ("none", 5, SOURCE)
    assert retention.due_day.year == today.year + 5
    closure.reopen_case(fresh(case), reason="враћа се", owner=None, day=None, **world.bea.can)
    assert read_retention(fresh(case), **world.bea.can).retention is None


def test_who_looks_through_sees_what_is_due_without_a_reason_also_in_colleagues_files(world, case):
    assign_file(case, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    case = due(world, fresh(case), by=world.vera)
    later = file_of(world)
    closed(later, by=world.bea, second=world.boris)
    RetentionRule.objects.update(ended_at=timezone.now())
    unset = file_of(world)
    closed(unset, by=world.bea, second=world.boris)
    looked = look_through(world.boris.actor, world.boris.keys)
    found = [[one.case.pk for one in lines] for lines in (looked.due, looked.later, looked.unset)]
    assert found == [[case.pk], [later.pk], [unset.pk]]
    assert Entry.objects.filter(name="section:read_many").count()


def test_postponing_takes_a_reason_a_later_day_and_ends_after_three_times(world, case):
    case = due(world, case)
    asks = {"reason": "proceedings", "words": "", "until": in_years(1)}

    def put_off(**more):
        found = asks | more
        return postpone(case, **found, revision=revision_of(case, world.bea), **world.bea.can)

    for more, said in (
        ({"reason": ""}, "Choose why"),
        ({"reason": "other", "words": " "}, "Write why"),
        ({"until": timezone.localdate()}, "later than"),
        ({"until": in_years(3)}, "two years"),
    ):
        with pytest.raises(Denied, match=said):
            put_off(**more)
    for n in (1, 2, 3):
        put_off(until=in_years(n))
    with pytest.raises(Denied, match="three times"):
        put_off(until=in_years(4))
    assert not look_through(world.bea.actor, world.bea.keys).due
    with pytest.raises(Denied, match="not over yet"):
        ask_to_destroy(case, to=world.boris.member, copy=True, **world.bea.can)


def test_of_two_who_postpone_at_once_the_second_is_told(world, case):
    case = due(world, case)
    seen = revision_of(case, world.bea)
    asks = {"reason": "proceedings", "words": "", "revision": seen}
    postpone(case, **asks, until=in_years(1), **world.boris.can)
    with pytest.raises(Conflict):
        postpone(case, **asks, until=in_years(2), **world.bea.can)


# Asking and confirming


def test_one_asks_another_confirms_and_nothing_is_left_but_reference_and_days(world, case):
    case = due(world, case)
    with pytest.raises(Denied, match="official copy"):
        ask_to_destroy(case, to=world.boris.member, copy=False, **world.bea.can)
    with pytest.raises(Denied, match="Choose who"):
        ask_to_destroy(case, to=world.bea.member, copy=True, **world.bea.can)
    case = asked(world, case)
    with pytest.raises(Conflict):
        asked(world, case)
    with pytest.raises(Denied, match="yourself"):
        confirm_destroying(case, **world.bea.can)
    assert Section.objects.filter(box=case.box_id).exists()
    confirm_destroying(case, **world.boris.can)
    row = fresh(case)
    assert (row.destroyed_at is not None, row.opened_by) == (True, "")
    assert not Section.objects.filter(box=case.box_id).exists()
    assert row.box.erased_at is not None
    for model in (Task, Deadline):
        assert not model.objects.filter(subject_kind="case", subject_id=case.pk).exists()
    assert not Case.objects.visible_to(world.bea.actor).filter(pk=case.pk).exists()
    assert Case.objects.tombstones_of(world.bea.actor).get() == row
    assert Entry.objects.filter(name="case:destroyed", subject_id=case.pk).count() == 1
    with pytest.raises((Denied, Conflict)):
        confirm_destroying(row, **world.boris.can)


def test_everything_that_was_written_in_it_is_gone(world, case, settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    add_note(case, "Белешка Тајна", **world.bea.can)
    add_note(case, "Друга белешка", **world.bea.can)
    with_a_file(world, case)
    agreement(world, case, world.health)
    destroyed(world, fresh(case))
    assert not SectionRevision.objects.filter(section__box=case.box_id).exists()
    assert not Grant.objects.filter(section__box=case.box_id).exists()
    assert not SealedFile.objects.filter(box=case.box_id).exists()
    assert not Agreement.objects.filter(case=case).exists()


def test_own_copies_of_what_was_sent_go_and_the_recipient_keeps_theirs(world, case):
    there = shelter(world)
    row = referred(world, case, by_agreement(world, case, there))
    row = accept(opened_by(row, world.sara), **world.sara.can)
    case = due(world, fresh(case))
    boxes = all_boxes(case)
    confirm_destroying(asked(world, case), **world.boris.can)
    own = Grant.objects.filter(section__box__in=boxes, to_id=world.csw.pk)
    assert not own.exists()
    assert not Grant.objects.filter(section__box__in=boxes, member_of=world.csw.pk).exists()
    theirs = Grant.objects.filter(section__box=row.packet_id, to_id=there.pk)
    assert theirs.exists()
    assert Agreement.objects.filter(case=case).exists(), "what they have ends by it"


def test_what_was_sent_on_an_agreement_ends_with_it_although_the_file_is_gone(world, case):
    row = referred(world, case, by_agreement(world, case, shelter(world), days=5))
    accept(opened_by(row, world.sara), **world.sara.can)
    confirm_destroying(asked(world, due(world, fresh(case))), **world.boris.can)
    parts = Grant.objects.filter(section__box=row.packet_id)
    assert parts.exists()
    with moved(dt.timedelta(days=7)):
        assert jobs.end_and_pass_on() == 1
    assert not parts.exists()


def test_the_outcome_of_the_decision_chooses_the_rule(world, case):
    rule(world, outcome="identified", years=9)
    rule(world, outcome="any", years=5)
    said = {"outcome": "identified", "day": "2026-01-05", "heard": "own", "told": "yes", "id": "1"}
    decisions = {"schema": 1, "decisions": [said]}
    add_section(case.box, "decisions", decisions, readers_of(case, "legal"), by=world.bea.actor)
    closed(case, by=world.bea, second=world.boris)
    assert read_retention(fresh(case), **world.bea.can).retention.years == 9


def test_its_counted_record_is_kept_in_a_sealed_list_without_an_order_of_time(world, case):
    destroyed(world, case)
    kept = read_kept(world.csw, world.vranje, **world.bea.can)
    assert [one["cohort_year"] for one in kept.records] == [timezone.localdate().year]
    other = file_of(world)
    closed(other, by=world.bea, second=world.boris)
    other = long_ago(other)
    set_retention(other, **world.bea.can)
    confirm_destroying(asked(world, fresh(other)), **world.boris.can)
    kept = read_kept(world.csw, world.vranje, **world.bea.can)
    assert len(kept.records) == 2
    assert not SectionRevision.objects.filter(section__in=kept.lists).exists()


def test_the_second_person_may_leave_it_with_a_reason_and_who_asked_takes_it_back(world, case):
    case = asked(world, due(world, case))
    with pytest.raises(Denied, match="Write why"):
        leave_file(case, reason=" ", **world.boris.can)
    leave_file(case, reason="Чека се суд", **world.boris.can)
    retention = read_retention(case, **world.bea.can).retention
    assert (retention.asked, retention.sent_back.words) == (None, "Чека се суд")
    assert not Task.objects.open().filter(subject_id=case.pk).exists()
    case = asked(world, fresh(case))
    leave_file(case, reason="", **world.bea.can)
    with pytest.raises(Denied, match="Nobody asks"):
        confirm_destroying(case, **world.boris.can)


def test_an_open_a_joined_and_a_waiting_file_are_refused(world, case):
    rule(world)
    with pytest.raises(Denied, match="is open"):
        set_retention(case, **world.bea.can)
    other = file_of(world)
    join_files(other, into=case, **world.bea.can)
    with pytest.raises(Denied, match="was joined with"):
        set_retention(fresh(other), **world.bea.can)


def test_a_file_that_was_handed_over_is_counted_where_it_goes_on(world, case):
    target = by_law(world, case, world.csw_nis, network=world.nis)
    row = referred(world, case, target, kind=Kind.TRANSFER, reason="Prebivalište.")
    row = approve(row, **world.boris.can)
    accept(opened_by(row, world.nina), **world.nina.can)
    rule(world)
    case = long_ago(case)
    set_retention(case, **world.bea.can)
    confirm_destroying(asked(world, case), **world.boris.can)
    assert not read_kept(world.csw, world.vranje, **world.bea.can).records


def test_a_file_that_was_joined_into_it_is_destroyed_with_it(world, case):
    other = file_of(world)
    join_files(other, into=case, **world.bea.can)
    destroyed(world, fresh(case))
    kept = read_kept(world.csw, world.vranje, **world.bea.can)
    assert len(kept.records) == 1, "a person is counted once"
    assert fresh(other).destroyed_at is not None
    assert not Section.objects.filter(box=other.box_id).exists()


def test_what_arrives_meanwhile_stops_it(world, case):
    case = asked(world, due(world, case))
    start(
        "first_contact", case.subject, institution=world.csw, network=world.vranje,
        sector="social_work", urgency="urgent", reference=case.reference, by=world.bea.actor,
    )  # fmt: skip
    with pytest.raises(Conflict, match="still runs"):
        confirm_destroying(case, **world.boris.can)
    assert Section.objects.filter(box=case.box_id).exists()


@pytest.mark.parametrize("who", ["vera", "hana", "nina", "kosta"])
def test_strangers_and_case_workers_neither_ask_nor_confirm(world, case, who):
    case = due(world, case)
    stranger = world.people[who]
    with pytest.raises(Denied):
        ask_to_destroy(case, to=world.boris.member, copy=True, **stranger.can)
    case = asked(world, case)
    with pytest.raises(Denied):
        confirm_destroying(case, **stranger.can)
    assert not Case.objects.tombstones_of(stranger.actor).exists()


def test_whoever_is_locked_out_sees_no_tombstone_either(world, case):
    dana = _somebody("dana", world.csw, "intake_holder")
    add_holder(world.csw, dana.account, by=world.bea.actor, keys=world.bea.keys)
    exclude(case, member=dana.member, **world.bea.can)
    destroyed(world, fresh(case))
    assert Case.objects.tombstones_of(world.bea.actor).exists()
    assert not Case.objects.tombstones_of(dana.actor).exists()


def test_a_stolen_database_reads_no_word_of_it(world, case):
    case = due(world, case)
    postpone(
        case, reason="other", words="Разлог Скровит", until=in_years(1),
        revision=revision_of(case, world.bea), **world.bea.can,
    )  # fmt: skip
    words = ("Скровит", SOURCE)
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model is RetentionRule:
                continue
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            said = " ".join(
                str(bytes(v) if isinstance(v, memoryview) else v) for v in chain(*cursor.fetchall())
            )
            assert not any(one in said for one in words), model


# After a restore


def test_a_restored_case_is_destroyed_again_without_anybodys_key(world, case):
    case = due(world, case)
    at = timezone.now()
    with pytest.raises(Denied):
        destroy_again(case.pk, at=at, by=world.bea.actor)
    assert destroy_again(case.pk, at=at, by=Actor.system("restore"))
    assert not destroy_again(case.pk, at=at, by=Actor.system("restore"))
    assert fresh(case).destroyed_at == at
    assert not Section.objects.filter(box=case.box_id).exists()


def test_each_destroyed_case_is_an_ending(world, case):
    destroyed(world, case)
    ending = Ending.objects.get(kind="case", subject=case.pk)
    assert set(ending.payload) == {"at"}
    assert put_back() == []


# On the pages


def test_in_a_browser_from_the_rule_to_the_tombstone(world, case):
    bea, boris = world.bea.sign_in(), sign_in(world.boris)
    assert "No period is set yet" in get(bea, "/cases/retention/")
    said = {"propose": "", "outcome": "any", "years": "5", "source": SOURCE}
    assert bea.post("/cases/retention/", said).status_code == 302
    rule_of = RetentionRule.objects.get()
    page = get(bea, "/cases/retention/")
    assert f"/cases/retention/{rule_of.pk}/adopt/" not in page
    assert SOURCE in page
    assert boris.post(f"/cases/retention/{rule_of.pk}/adopt/").status_code == 302
    closed(case, by=world.bea, second=world.boris)
    case = long_ago(case)
    path = f"/cases/{case.reference}/"
    assert f'href="{path}retention/"' in get(bea, path)
    assert bea.post(f"{path}retention/", {"set": ""}).status_code == 302
    assert case.reference in get(bea, "/cases/closed/")
    page = get(bea, f"{path}retention/")
    assert SOURCE in page
    answer = bea.post(f"{path}retention/", {"ask": "", "to": str(world.boris.member.pk)})
    assert (answer.status_code, "official copy exists" in answer.content.decode()) == (422, True)
    asks = {"ask": "", "copy": "on", "to": str(world.boris.member.pk)}
    assert bea.post(f"{path}retention/", asks).status_code == 302
    task = Task.objects.open().get(kind="confirm_destroying")
    assert task.owner == world.boris.member
    assert f'href="{path}destroy/confirm/"' in get(boris, f"{path}retention/")
    assert f'href="{path}destroy/confirm/"' in get(boris, path)
    assert f'href="{path}destroy/confirm/"' not in get(bea, path)
    assert "asks that the file be destroyed" in get(boris, f"{path}destroy/confirm/")
    answer = boris.post(f"{path}destroy/confirm/", {"confirm": ""})
    assert answer["Location"] == f"{path}destroyed/"
    assert "This file was destroyed on" in get(boris, f"{path}destroyed/")
    assert bea.get(path)["Location"] == f"{path}destroyed/"
    assert bea.get(f"/go/{case.reference}/", follow=True).status_code == 200
    assert bea.post("/cases/find/", {"q": case.reference})["Location"] == f"{path}destroyed/"
    listed = "/cases/destroyed/"
    found = bea.post(listed, {"q": case.reference.lower()}).content.decode()
    assert f'href="{path}destroyed/"' in found
    nothing = bea.post(listed, {"q": "F-0000-00"}).content.decode()
    assert "No destroyed file has this reference" in nothing
    assert world.vera.sign_in().get(f"{path}destroyed/").status_code in (403, 404)
    assert world.hana.sign_in().get(f"{path}destroyed/").status_code == 404


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(world, case):
    bea = world.bea.sign_in()
    wrong = {"propose": "", "outcome": "any", "years": "0", "source": "Лист"}
    answer = bea.post("/cases/retention/", wrong)
    page = answer.content.decode()
    assert (answer.status_code, 'id="id_years_error"' in page, "Лист" in page) == (422, True, True)
    case = due(world, case)
    path = f"/cases/{case.reference}/retention/"
    read = get(bea, path)
    said = {**fields(read), "postpone": "", "reason": "other", "until": "2020-01-01"}
    answer = bea.post(path, said | {"words": "Разлог Важан"})
    page = answer.content.decode()
    assert (answer.status_code, "later than the one that holds" in page) == (422, True)
    assert 'id="id_until_error"' in page
    assert "Разлог Важан" in page
    far = bea.post(path, said | {"words": "Разлог Важан", "until": "2099-01-01"}).content.decode()
    assert "At most two years at a time. Then" in far
    assert 'id="id_until_error"' in far
    answer = bea.post(path, said | {"words": "", "reason": ""})
    assert 'id="id_reason_error"' in answer.content.decode()
    postpone(
        case, reason="proceedings", words="Бориc пише", until=in_years(1),
        revision=revision_of(case, world.bea), **world.boris.can,
    )  # fmt: skip
    answer = bea.post(path, said | {"words": "Моје речи", "until": str(in_years(2))})
    page = answer.content.decode()
    assert (answer.status_code, "Бориc пише" in page, "Моје речи" in page) == (409, True, True)


def test_the_second_person_leaves_it_on_the_page(world, case):
    case = asked(world, due(world, case))
    path = f"/cases/{case.reference}/destroy/confirm/"
    assert world.boris.sign_in().get(path).status_code == 302, "password and code first"
    boris = sign_in(world.boris)
    assert boris.post(path, {"leave": "", "reason": ""}).status_code == 422
    assert boris.post(path, {"leave": "", "reason": "Чека се"}).status_code == 302
    bea = world.bea.sign_in()
    assert "Чека се" in get(bea, f"/cases/{case.reference}/retention/")
    assert bea.post(f"/cases/{case.reference}/retention/", {"take_back": ""}).status_code == 302


def test_in_the_review_month_one_task_a_year_asks_to_look_through(world, case):
    closed(case, by=world.bea, second=world.boris)
    today = timezone.localdate()
    other_month = today.month % 12 + 1
    set_review_month(world.csw, other_month, by=world.bea.actor)
    assert jobs.ask_to_look_through() == 0
    set_review_month(world.csw, today.month, by=world.bea.actor)
    assert (jobs.ask_to_look_through(), jobs.ask_to_look_through()) == (1, 0)
    task = Task.objects.open().get(kind="look_through_closed")
    assert (task.institution, task.owner, task.reference) == (world.csw, None, "")
    bea = world.bea.sign_in()
    assert "I have looked through them" in get(bea, "/cases/closed/")
    assert bea.post("/cases/closed/").status_code == 302
    assert not Task.objects.open().filter(kind="look_through_closed").exists()
    assert jobs.ask_to_look_through() == 0
