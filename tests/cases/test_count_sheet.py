"""An institution writes its count sheets: once a month, after a preview, apart from any file."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.case.actions import write_section
from spona.cases.case.models import Case
from spona.cases.case.sealed_entry import OtherThanShown
from spona.cases.case.steps.actions import NextStep
from spona.cases.casefile.actions import join_files
from spona.cases.count.sheets_update import (
    counted_cases,
    preview_sheets,
    update_sheets,
)
from spona.cases.identification.actions import read_before, write_decision
from spona.cases.identification.decisions import Decision
from spona.cases.referrals.actions import accept, approve, assign, open_packet
from spona.cases.referrals.moves import Kind
from spona.deadlines import moved, now
from spona.deadlines.late import today_in
from spona.directory import actions as directory
from spona.directory.models import Network
from spona.identity.models import Account
from spona.statistics import counting
from spona.statistics.actions import keep_counts, read_kept
from spona.statistics.models import CountSheet, SheetUpdate
from spona.statistics.record import begin
from spona.statistics.rules import current_rule
from spona.statistics.sheet import records_in
from spona.vault.actions import create_statistics_key, open_section
from spona.vault.models import Section, StatisticsKey
from spona.vault.recipients import to_institution
from tests.cases.flow import get
from tests.cases.moving import by_agreement, by_law, file_of, opened_by, referred, text_of
from tests.cases.world import DEMO

PATH = "/cases/services-given/"


@pytest.fixture(autouse=True)
def _in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def analysts(world):
    analyst = world.direktor
    directory.give_network_role(analyst.member, network=world.vranje, role="analyst", by=DEMO)
    create_statistics_key(world.vranje, analysts=[analyst.account], by=DEMO)
    return analyst


@pytest.fixture
def three(world, analysts):
    """Three people of one institution."""
    return [file_of(world) for _ in range(3)]


def press(world, *, who="bea", colleagues=False, months=0):
    person = world.people[who]
    with moved(dt.timedelta(days=31 * months)):
        shown = preview_sheets(colleagues=colleagues, **person.can)
        return update_sheets(colleagues=colleagues, seen=shown.mark, **person.can)


def sheets(world):
    """The records as an analyst reads them."""
    boxes = CountSheet.objects.filter(network=world.vranje).values("box")
    rows = Section.objects.filter(box__in=boxes).select_related("box")
    return [one for row in rows for one in records_in(open_section(row, **world.direktor.can))]


def write(case, person, name, **changes):
    revision = Section.objects.named(case.box_id, name).get().revision
    return write_section(case, name, changes, revision=revision, **person.can)


def hidden(page):
    return re.search(r'name="sheet_seen" value="([^"]*)"', page)[1]


def plain(answer):
    return " ".join(answer.content.decode().split())


# As a person does it.


def test_one_press_a_month_after_a_preview(world, three):
    bea = world.bea.sign_in()
    assert "sheet_update" not in get(bea, PATH)
    page = bea.post(PATH, {"sheet_show": ""}).content.decode()
    assert "No decision yet" in page
    assert "<dd>3</dd>" in page
    assert not CountSheet.objects.exists()
    done = bea.post(PATH, {"sheet_update": "", "sheet_seen": hidden(page)})
    assert done.status_code == 302
    assert len(sheets(world)) == 3
    page = get(bea, PATH)
    assert "It can be written once a month. It opens again on" in page
    assert "sheet_show" not in page
    again = bea.post(PATH, {"sheet_show": ""})
    assert again.status_code == 422
    assert "It opens again on" in again.content.decode()
    assert bea.post(PATH, {"sheet_update": "", "sheet_seen": "x"}).status_code == 422
    assert SheetUpdate.objects.count() == 1


def test_the_last_day_of_a_month_and_the_first_of_the_next_are_not_two_presses(world, three):
    """Whose decision came in between would be what the two sheets differ by."""
    last = dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC) - now()
    with moved(last):
        press(world)
    for days, opens in ((1, False), (20, False), (21, True)):
        with moved(last + dt.timedelta(days=days)):
            page = get(world.bea.sign_in(), PATH)
        assert ("sheet_show" in page) == opens


def test_the_two_parts_of_the_page_do_not_touch_each_other(world, three):
    bea = world.bea.sign_in()
    page = plain(bea.post(PATH, {"show": ""}))
    assert "No total covers enough people yet." in page
    assert "<dd>3</dd>" not in page
    page = plain(bea.post(PATH, {"sheet_show": ""}))
    assert "No total covers enough people yet." not in page


def test_what_changed_since_the_preview_is_shown_again(world, three):
    bea = world.bea.sign_in()
    seen = hidden(bea.post(PATH, {"sheet_show": ""}).content.decode())
    write(three[0], world.bea, "identity", sex="male")
    answer = bea.post(PATH, {"sheet_update": "", "sheet_seen": seen})
    assert answer.status_code == 409
    assert "Something was written meanwhile" in answer.content.decode()
    assert not CountSheet.objects.exists()
    with pytest.raises(OtherThanShown):
        update_sheets(colleagues=False, seen=seen, **world.bea.can)


def test_without_a_key_the_page_says_so_and_nothing_is_sealed(world):
    file_of(world)
    bea = world.bea.sign_in()
    assert "has no statistics key yet" in get(bea, PATH)
    page = bea.post(PATH, {"sheet_show": ""}).content.decode()
    assert "sheet_update" not in page
    assert not StatisticsKey.objects.exists()
    with pytest.raises(Denied, match="has a statistics key yet"):
        press(world)


def test_who_writes_none_finds_no_such_page(world, three):
    for stranger in (world.ana, world.vera, world.kosta, world.direktor):
        assert stranger.sign_in().post(PATH, {"sheet_show": ""}).status_code in (403, 404)
        with pytest.raises(Denied):
            preview_sheets(colleagues=False, **stranger.can)
    # Another institution's holder writes their own, of which nothing is ours.
    assert preview_sheets(colleagues=False, **world.hana.can).total == 0


def test_in_the_training_network_there_is_none(world, three):
    actor, keys = world.bea.actor, world.bea.keys
    Network.objects.update(practice=True)
    with pytest.raises(Denied, match="training network"):
        preview_sheets(colleagues=False, by=actor, keys=keys)


# Who is in it.


def test_a_file_of_a_colleague_is_missing_until_it_is_opened_with_a_word_to_the_holders(
    world, accepted, analysts
):
    assign(accepted, to=world.vera.member, **world.bea.can)
    page = plain(world.boris.sign_in().post(PATH, {"sheet_show": ""}))
    assert "1 record is missing" in page
    with pytest.raises(Denied, match="colleagues work on too"):
        press(world, who="boris")
    press(world, who="boris", colleagues=True)
    assert len(sheets(world)) == 1
    assert Entry.objects.filter(name="section:read_many", detail__reason="supervision").exists()


def test_who_does_not_want_to_be_counted_is_in_no_sheet(world, three):
    write(three[0], world.bea, "account", may_be_counted="no")
    page = plain(world.bea.sign_in().post(PATH, {"sheet_show": ""}))
    assert "1 person does not want to be counted" in page
    press(world)
    assert len(sheets(world)) == 2


def test_two_files_of_one_person_are_one_record(world, three):
    join_files(three[0], into=three[1], **world.bea.can)
    press(world)
    assert len(sheets(world)) == 2


def test_what_came_by_a_referral_is_counted_where_it_came_from(world, three):
    went = referred(world, three[0], by_agreement(world, three[0], world.health))
    accept(open_packet(went, **world.hana.can)[0], **world.hana.can)
    assert counted_cases().count() == 3
    press(world)
    assert preview_sheets(colleagues=False, **world.hana.can).total == 0


def test_what_was_handed_over_is_counted_by_who_has_it_now(world, three):
    decided = Decision(
        "identified", today_in(world.vranje), "paper", "not_yet",
        asked_on=today_in(world.vranje), asked_source="Допис",
    )  # fmt: skip
    before = read_before(three[0], **world.bea.can)
    write_decision(
        three[0], decision=decided, before=before, revision=0,
        following=[NextStep("plan_step", world.bea.member, None, "План")], **world.bea.can,
    )  # fmt: skip
    along = {"count": text_of(three[0], "count", world.bea)}
    target = by_law(world, three[0], world.csw_nis, network=world.nis, sections=along)
    row = referred(world, three[0], target, kind=Kind.TRANSFER, reason="Prebivalište.")
    taken = accept(opened_by(approve(row, **world.boris.can), world.nina), **world.nina.can)
    assert preview_sheets(colleagues=False, **world.bea.can).total == 2
    assert set(counted_cases()) == {three[1], three[2], taken.to_case}
    # What follows from a part that stayed where it was goes along, whatever is written since.
    write(taken.to_case, world.nina, "identity", sex="male")
    found = text_of(taken.to_case, "count", world.nina)
    assert (found["status"], found["sex"]) == ("identified", "male")


def test_it_holds_what_the_file_says_and_follows_it_next_month(world, three):
    write(three[0], world.bea, "identity", sex="male")
    press(world)
    assert sorted(one["sex"] for one in sheets(world)) == ["male", "not_asked", "not_asked"]
    write(three[1], world.bea, "identity", sex="female")
    assert sorted(one["sex"] for one in sheets(world)) == ["male", "not_asked", "not_asked"]
    press(world, months=1)
    assert sorted(one["sex"] for one in sheets(world)) == ["female", "male", "not_asked"]


def test_those_of_destroyed_files_go_on_being_counted(world, three):
    kept = read_kept(world.csw, world.vranje, **world.bea.can)
    gone = begin(opened_by="report", year=timezone.localdate().year - 2, reported_by="police")
    to = [to_institution(world.csw)]
    keep_counts(world.csw, world.vranje, [gone], to=to, kept=kept, **world.bea.can)
    press(world)
    assert len(sheets(world)) == 4
    press(world, months=1)
    assert len(sheets(world)) == 4


# As an attacker looks at it.


def test_nothing_of_a_file_stands_in_a_sheet_its_rows_or_the_log(world, three):
    press(world)
    said = str(sheets(world)) + str(list(CountSheet.objects.values()))
    said += str(list(SheetUpdate.objects.values()))
    lines = Entry.objects.filter(name="counts:updated")
    said += str(list(lines.values("detail", "subject_id")))
    for case in three:
        for one in (case.reference, str(case.pk), str(case.box_id), case.pk.hex):
            assert one not in said
    assert [one.detail["year"] for one in lines] == [timezone.localdate().year]


def test_no_file_is_touched_by_the_press(world, three):
    def rows():
        boxes = [one.box_id for one in three]
        found = Section.objects.filter(box__in=boxes).order_by("pk")
        return list(found.values_list("pk", "revision", "version", "updated_at", "rotate_due"))

    before = rows(), list(Case.objects.order_by("pk").values())
    press(world)
    assert (rows(), list(Case.objects.order_by("pk").values())) == before


def test_the_holder_does_not_open_the_sheet(world, three):
    press(world)
    row = Section.objects.select_related("box").get(box__in=CountSheet.objects.values("box"))
    with pytest.raises(Denied):
        open_section(row, **world.bea.can)
    counted, _towns = counting.count(world.vranje, rule=current_rule(), **world.direktor.can)
    assert counted[("town", "year")].total() == 3
