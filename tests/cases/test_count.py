"""What is counted of a file: it follows from the file, and nobody types it."""

from datetime import timedelta
from html import unescape

import pytest

from spona import audit
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.careplan import actions as plans
from spona.cases.careplan import service_actions
from spona.cases.careplan.actions import StepDraft
from spona.cases.careplan.plan import Need
from spona.cases.careplan.referral_results import end_by_result
from spona.cases.careplan.service_given import Given
from spona.cases.case.actions import write_section
from spona.cases.case.count.actions import count_again, read_count
from spona.cases.case.count.registry import still_latest
from spona.cases.case.models import Case
from spona.cases.case.sections import NOT_KNOWN
from spona.cases.casefile.actions.self_report import open_self_report
from spona.cases.casefile.file_log import file_happened, file_read
from spona.cases.closure.actions import confirm_closing, reopen_case, take_back
from spona.cases.closure.documents import Closing, Happened, Said
from spona.cases.count.sources import SOURCES, computed
from spona.cases.legal_track import actions as legal
from spona.cases.legal_track.track import CLAIM, GUARDIAN, PROXY, Claim, Guardian, Proxy
from spona.cases.referrals.actions import accept, assign, open_packet, send
from spona.cases.team.actions import assign_file
from spona.deadlines import moved
from spona.deadlines.late import today_in
from spona.directory import actions as directory
from spona.identity.models import Account
from spona.statistics import codes, record
from spona.vault.actions import create_statistics_key, open_many
from spona.vault.models import STATISTICS, Grant, Section
from spona.vault.refusals import TextConflict
from spona.vault.slots import slots_of
from tests.cases.closing import asked, fresh
from tests.cases.flow import get
from tests.cases.moving import by_agreement, file_of, referred, text_of
from tests.cases.packets import packet
from tests.cases.world import DEMO

WRITTEN = {
    "account": {
        "exploitation_forms": ["forced_begging", "servitude"],
        "border": "no",
        "control": ["threats", "not_sure"],
        "recruiter": "parent",
        "may_be_counted": "yes",
    },
    "identity": {"sex": "female", "citizenship": "serbia"},
    "contact": {"municipality": "у Врању, код тетке"},
    "legal": {"guardian_kind": "nobody", "stay": "citizen", NOT_KNOWN: ["lawyer"]},
}


@pytest.fixture(autouse=True)
def _in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def case(world, accepted):
    """Of a report of the school, led by Vera, in a network that has analysts."""
    analyst = world.direktor
    directory.give_network_role(analyst.member, network=world.vranje, role="analyst", by=DEMO)
    create_statistics_key(world.vranje, analysts=[analyst.account], by=DEMO)
    assign(accepted, to=world.vera.member, **world.bea.can)
    return Case.objects.select_related("network", "owner_institution", "box").get(
        pk=accepted.to_case_id
    )


def counted(case, person):
    return text_of(case, "count", person)


def write(case, person, name, **changes):
    revision = Section.objects.named(case.box_id, name).get().revision
    return write_section(case, name, changes, revision=revision, **person.can)


# What follows from what.


def test_a_report_counts_with_what_it_says_as_soon_as_it_is_taken_over(world, case):
    found = counted(case, world.vera)
    assert found["cohort_year"] == today_in(case.network).year
    assert (found["reported_by"], found["answered"], found["status"]) == (
        "school", "in_time", "presumed",
    )  # fmt: skip
    assert found["age_band"] == text_of(case, "identity", world.vera)["age"]
    assert set(found["complete"].values()) <= {"yes", "no"}
    assert found["complete"]["safe_contact"] == "yes"
    assert found["exploitation"] == found["helped"] == [codes.NOT_ASKED]


def test_whatever_is_saved_is_counted_with_it(world, case):
    for name, changes in WRITTEN.items():
        write(case, world.vera, name, **changes)
    found = counted(case, world.vera)
    record.check(found)
    assert found["exploitation"] == ["forced_begging", "other"]
    assert found["control"] == ["threats"]
    said = ("movement", "recruiter", "consent_stats", "sex", "citizenship", "town", "stay")
    assert [found[name] for name in said] == [
        "within", "family", "yes", "female", "serbia", "vranje", "citizen",
    ]  # fmt: skip
    # Nobody is named, not known, not asked: three answers, and none of them another one.
    assert (found["guardian"], found["legal_aid"]) == (codes.NONE, codes.UNKNOWN)
    assert found["return"] == found["compensation"] == codes.NOT_ASKED


def test_what_is_taken_back_is_counted_no_more(world, case):
    write(case, world.vera, "account", exploitation_forms=["forced_begging"], border="yes")
    write(case, world.vera, "account", exploitation_forms=[], border="")
    found = counted(case, world.vera)
    assert (found["exploitation"], found["movement"]) == ([codes.NOT_ASKED], codes.NOT_ASKED)


@pytest.mark.parametrize(
    ("typed", "town"),
    [
        ("Vranje", "vranje"), ("врање", "vranje"), ("Ниш", "other"), ("испод моста", "other"),
        ("", "not_asked"),
    ],
)  # fmt: skip
def test_a_town_is_known_by_its_name_in_both_scripts(world, case, typed, town):
    write(case, world.vera, "contact", municipality=typed)
    assert counted(case, world.vera)["town"] == town


def test_services_the_plan_and_the_legal_track_are_counted(world, case):
    can = world.vera.can
    need = plans.add_need(case, Need(area="rights", need="Адвокат"), **can)
    assert counted(case, world.vera)["helped"] == [codes.NONE]
    step = plans.add_plan_step(case, need, StepDraft("Разговор", owner=world.vera.member), **can)
    day = today_in(case.network).isoformat()
    given = Given(kind="legal_aid", unit="hour", amount="2", first=day, last=day, provider="own")
    service_actions.add_given(case, step, given, **can)
    legal.add_entry(case, GUARDIAN, Guardian(kind="temporary", state="granted"), **can)
    legal.add_entry(case, CLAIM, Claim(kind="criminal", awarded="1000", currency="RSD"), **can)
    found = counted(case, world.vera)
    assert (found["helped"], found["legal_aid"]) == (["legal"], "yes")
    assert (found["guardian"], found["compensation"]) == ("temporary", "awarded")
    service_actions.remove_given(
        case, given_of(case, world.vera).id,
        read=service_actions.given_mark(given_of(case, world.vera)), **can,
    )  # fmt: skip
    found = counted(case, world.vera)
    assert (found["helped"], found["legal_aid"]) == ([codes.NONE], codes.NOT_ASKED)
    legal.add_entry(case, PROXY, Proxy(kind="chosen", name="Адв."), **can)
    assert counted(case, world.vera)["legal_aid"] == "yes"


@pytest.mark.parametrize(("result", "counted_as"), [
    ("given", "legal"), ("partly", "legal"), ("given_by_us", "legal"), ("elsewhere", codes.NONE),
    ("not_available", codes.NONE),
])  # fmt: skip
def test_what_a_referral_brought_is_counted_as_given(world, case, result, counted_as):
    can = world.vera.can
    need = plans.add_need(case, Need(area="rights", need="Адвокат"), **can)
    step = plans.add_plan_step(case, need, StepDraft("Заступање", owner=world.vera.member), **can)
    read = plans.read_plan(case, **can).step(step).mark
    end_by_result(case, step, result, read=read, **can)
    found = counted(case, world.vera)
    assert found["helped"] == [counted_as]
    assert found["legal_aid"] == ("yes" if counted_as == "legal" else codes.NOT_ASKED)


def given_of(case, person):
    [given] = plans.read_plan(case, **person.can).plan.given
    return given


def test_who_left_the_country_is_told_by_the_closing_and_not_by_a_draft_of_it(world):
    before = record.begin(opened_by="report", year=2025, reported_by="school")
    said = Said(reasons=("abroad",))
    for closing, counted_as in (
        (Closing(draft=said), "refuses"),
        (Closing(draft=said).then(_closed(said)), "returned"),
    ):
        documents = {"account": {"agrees_return": "no"}, "closing": closing.to_document()}
        assert computed(before, documents, world.vranje)["return"] == counted_as


def test_what_was_asked_at_the_closing_is_counted_and_taken_back_with_it(world):
    case = file_of(world)
    asked(case, by=world.bea, to=world.boris, reasons=("abroad",))
    assert counted(case, world.bea)["return"] == "returned"
    take_back(case, **world.bea.can)
    assert counted(case, world.bea)["return"] == codes.NOT_ASKED
    asked(case, by=world.bea, to=world.boris, reasons=("abroad",))
    confirm_closing(case, **world.boris.can)
    assert counted(case, world.bea)["return"] == "returned"
    reopen_case(fresh(case), reason="Вратила се", owner=None, day=None, **world.bea.can)
    assert counted(case, world.bea)["return"] == codes.NOT_ASKED


def _closed(said):
    return Happened("closed", "2025-05-05T10:00:00+00:00", "Бора", said=said)


def test_a_code_of_a_later_version_is_not_known_and_stops_nothing(world):
    before = record.begin(opened_by="report", year=2025, reported_by="school")
    later = {"identity": {"sex": "later"}, "account": {"exploitation_forms": ["later"]}}
    found = computed(before, later, world.vranje)
    record.check(found)
    assert (found["sex"], found["exploitation"]) == (codes.UNKNOWN, [codes.OTHER])


def test_who_came_by_themselves_is_counted_as_such(world):
    said = {"age": "adult", "language": "srpski", "safe": "yes"}
    case = open_self_report(said, network=world.vranje, **world.bea.can)
    found = counted(case, world.bea)
    assert (found["reported_by"], found["age_band"]) == ("self", "adult")


def test_of_a_referral_nothing_is_counted_whatever_is_written(world, case):
    went = referred(
        world, case, by_agreement(world, case, world.health, by=world.vera), by=world.vera
    )
    taken = accept(open_packet(went, **world.hana.can)[0], **world.hana.can)
    own = Case.objects.select_related("network", "owner_institution", "box").get(
        pk=taken.to_case_id
    )
    write(own, world.hana, "account", exploitation_forms=["forced_begging"])
    assert counted(own, world.hana) == record.empty()


# Whoever does not hold everything.


def test_what_a_colleague_cannot_open_stays_as_the_record_says(world, case):
    write(case, world.vera, "account", exploitation_forms=["forced_begging"])
    legal.add_entry(case, GUARDIAN, Guardian(kind="collision", state="granted"), **world.vera.can)
    assign_file(case, member=world.boris.member, sections=["identity", "count"], **world.bea.can)
    Grant.objects.filter(section__box=case.box_id, to_kind="institution").exclude(
        section__slot__in=slots_of(case.box_id, ["identity", "count"])
    ).delete()
    write(case, world.boris, "identity", sex="male")
    found = counted(case, world.vera)
    assert (found["sex"], found["exploitation"]) == ("male", ["forced_begging"])
    assert found["guardian"] == "collision"


def test_who_holds_no_key_of_the_record_saves_and_the_next_one_counts_it(world, case):
    assign_file(case, member=world.boris.member, sections=["identity"], **world.bea.can)
    Section.objects.named(case.box_id, "count").get().grants.exclude(
        to_id=world.vera.account.pk
    ).delete()
    before = counted(case, world.vera)
    write(case, world.boris, "identity", sex="male")
    assert counted(case, world.vera) == before
    write(case, world.vera, "account", border="yes")
    found = counted(case, world.vera)
    assert (found["sex"], found["movement"]) == ("male", "across")


def test_no_key_of_an_analyst_leads_into_a_file(world, case):
    for name, changes in WRITTEN.items():
        write(case, world.vera, name, **changes)
    assert not Grant.objects.filter(section__box=case.box_id, to_kind=STATISTICS).exists()
    sections = Section.objects.filter(box=case.box_id).select_related("box")
    assert open_many(sections, **world.direktor.can, purpose="snapshot") == {}


# Two at once, and what the rows tell.


def test_two_who_save_at_once_are_both_counted(world, case):
    read = read_count(case, writes=["identity"], **world.vera.can)
    write(case, world.vera, "account", border="yes")
    with audit.transaction():
        assert not still_latest(read, beside=None)
    write(case, world.vera, "identity", sex="male")
    found = counted(case, world.vera)
    assert (found["sex"], found["movement"]) == ("male", "across")


def test_an_older_text_is_refused_with_both_and_nothing_is_counted(world, case):
    write(case, world.vera, "identity", sex="male")
    before = counted(case, world.vera)
    with pytest.raises(TextConflict) as refused:
        write_section(case, "identity", {"sex": "female"}, revision=1, **world.vera.can)
    assert refused.value.theirs["sex"] == "male"
    assert counted(case, world.vera) == before


def test_the_record_is_sealed_anew_whether_anything_changes_or_not(world, case):
    section = Section.objects.named(case.box_id, "count").get()
    for text in ("Кум", "Кум и тетка"):
        write(case, world.vera, "account", who_else=text)
        section.refresh_from_db()
    assert section.revision == 3
    # The notes are no source of it.
    write(case, world.vera, "health", text="Преглед")
    section.refresh_from_db()
    assert section.revision == 3
    assert "health" not in SOURCES


def test_the_log_tells_nothing_of_what_is_counted_and_the_file_no_reading_of_it(world, case):
    before = len(file_read(case))
    write(case, world.vera, "account", exploitation_forms=["forced_begging"], border="yes")
    told = str(list(Entry.objects.values_list("name", "detail")))
    assert "begging" not in told
    lines = [one.sentence for one in file_happened(case, [], reader=world.vera.actor)]
    assert not any("counted" in one for one in lines)
    # One reading of the section itself; what was opened to count is in the log and not shown.
    assert len(file_read(case)) == before + 1
    assert Entry.objects.filter(name="section:read_many", detail__purpose="count").exists()


def test_outside_its_transaction_nothing_is_counted_by_who_has_no_right(world, case):
    read = read_count(case, writes=["identity"], **world.vera.can)
    with pytest.raises(Denied), audit.transaction():
        count_again(case, read, {"identity": {"sex": "male"}}, **world.hana.can)
    assert counted(case, world.vera)["sex"] != "male"


# On the page.


def test_the_page_shows_what_is_counted_and_leads_to_what_corrects_it(world, case):
    write(case, world.vera, "account", exploitation_forms=["forced_begging"])
    vera = world.vera.sign_in()
    page = unescape(get(vera, f"/cases/{case.reference}/"))
    part = page[page.index('id="count"') :]
    part = part[: part.index("</details>")]
    for words in ("What is counted", "Forced begging", "Correct it in: What was noticed"):
        assert words in part, words
    assert "From the report; it stays as it is." in part
    link = part.split("Forced begging")[1].split('href="')[1].split('"')[0]
    path, anchor = link.split("#")
    assert path == f"/cases/{case.reference}/edit/account/"
    assert f'id="{anchor}"' in get(vera, path)
    assert "exploitation" not in link


def test_there_is_no_form_of_it(world, case):
    vera = world.vera.sign_in()
    assert vera.get(f"/cases/{case.reference}/count/").status_code == 404
    assert vera.get(f"/cases/{case.reference}/edit/count/").status_code == 404
    assert "Fill it in" not in get(vera, f"/cases/{case.reference}/")


def test_a_closed_file_shows_it_without_a_link(world):
    case = file_of(world)
    case.closed_at = case.opened_at + timedelta(seconds=1)
    case.save(update_fields=["closed_at"])
    page = unescape(get(world.bea.sign_in(), f"/cases/{case.reference}/"))
    assert "What is counted" in page
    assert "Correct it in" not in page


def test_a_file_that_another_one_counts_shows_none(world, case):
    went = referred(
        world, case, by_agreement(world, case, world.health, by=world.vera), by=world.vera
    )
    taken = accept(open_packet(went, **world.hana.can)[0], **world.hana.can)
    own = Case.objects.get(pk=taken.to_case_id)
    assert "What is counted" not in get(world.hana.sign_in(), f"/cases/{own.reference}/")


def test_a_second_report_that_came_late_is_counted_late(world):
    with moved(-timedelta(days=40)):
        sent = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    taken = accept(open_packet(sent, **world.bea.can)[0], **world.bea.can)
    own = Case.objects.select_related("box").get(pk=taken.to_case_id)
    assert counted(own, world.bea)["answered"] == "late"
