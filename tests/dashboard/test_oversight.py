"""The data-protection officer of an institution: who, how much and when, and nothing that stands in a file."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.cases.casefile.actions import exclude
from spona.cases.data_requests.actions import Arrived, write_request
from spona.cases.team.actions import assign_file, break_glass
from spona.dashboard.oversight.log_words import KINDS, kind_of, of_kind, sentence_of, told
from spona.directory import actions as directory
from spona.directory.log_codes import log_code
from spona.directory.models import Member
from spona.identity.models import Account
from spona.vault.actions import end_departed, open_section
from spona.vault.models import Grant, IntakeWrap, Section
from spona.vault.queries import departed, has_left, may_not_count
from spona.vault.refusals import Unopenable
from tests.cases.moving import file_of
from tests.cases.packets import PLANTED
from tests.cases.retention import destroyed
from tests.cases.world import DEMO, OPERATOR, _somebody
from tests.dashboard.test_desk import section

ROLE = "institution_data_protection_officer"
PAGES = ("/oversight/", "/oversight/ended/", "/oversight/log/")


@pytest.fixture
def olga(world):
    world.people["olga"] = _somebody("olga", world.csw, ROLE)
    Account.objects.update(language="en")
    return world.people["olga"]


@pytest.fixture
def case(world):
    return file_of(world)


def cells(html, part, person):
    """The cells of the row of this person."""
    for row in re.findall(r"<tr>(.*?)</tr>", section(html, part), re.DOTALL):
        if log_code(person.member.person_id) in row:
            return [" ".join(re.sub(r"<[^>]+>", " ", one).split())
                    for one in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]  # fmt: skip
    return []


def lines(html):
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", one).split())
         for one in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", section(html, "lines"), re.DOTALL)[1:]
    ]  # fmt: skip


def test_where_nothing_runs_each_part_says_so(desk, olga):
    html = desk("olga", "/oversight/")
    for one in ("No breach is open", "No request is open"):
        assert one in html
    ended = desk("olga", "/oversight/ended/")
    for one in ("Nobody left", "No key ended", "No file was destroyed"):
        assert one in ended
    assert desk.browser("olga").get("/desk/")["Location"] == "/oversight/"


def test_requests_and_breaches_stand_there_with_their_deadline_and_without_a_word(
    desk, olga, world, case
):
    for kind in ("access", "breach"):
        arrived = Arrived(
            kind, received_at=deadlines.now(), who="Мила Измишљена", words="Пита шта пише",
            case=case.reference, owner=world.boris.member,
        )  # fmt: skip
        write_request(arrived, by=world.bea.actor)
    html = desk("olga", "/oversight/")
    assert "No. 2" in section(html, "breaches")
    assert "No. 1" in section(html, "requests")
    assert section(html, "breaches").count("deadline-left") == 1
    assert log_code(world.boris.member.person_id) in section(html, "requests")
    for word in ("Мила", "Пита", case.reference, world.boris.member.person.shown_name):
        assert word not in html
    assert desk.browser("olga").get("/data-requests/").status_code == 403


def test_who_can_open_how_much_is_told_by_codes(desk, olga, world, case):
    assign_file(case, member=world.vera.member, sections=["name", "account"], **world.bea.can)
    part = Section.objects.named(case.box_id, "name").get()
    open_section(part, **world.vera.can)
    break_glass(case, reason="absence", **world.bea.can)
    html = desk("olga", "/oversight/")
    assert cells(html, "access", world.vera)[1:] == ["Case worker", "no", "1", "1", "0"]
    bea = cells(html, "access", world.bea)
    assert (bea[1], bea[2], bea[3], bea[5]) == ("Intake officer", "yes", "0", "1")
    for person in (world.vera, world.bea, world.boris):
        assert person.member.person.shown_name not in html


def test_the_head_and_the_holders_know_whose_code_it_is(desk, olga, world):
    code = log_code(world.vera.member.person_id)
    path = reverse("directory:institution", args=[world.csw.code])
    assert code in desk("bea", path)
    assert code not in desk("vera", path)


def test_the_log_says_who_read_which_file_and_no_content(desk, olga, world, case):
    part = Section.objects.named(case.box_id, "name").get()
    open_section(part, **world.bea.can)
    break_glass(case, reason="danger", **world.bea.can)
    html = desk("olga", "/oversight/log/")
    found = lines(html)
    who = f"{log_code(world.bea.member.person_id)} · Intake officer"
    assert any(row[1:] == [who, "read a part of a file", case.reference] for row in found)
    assert any(row[2].endswith("Somebody may be in danger") for row in found)
    for word in (*PLANTED.values(), world.bea.member.person.shown_name):
        assert word not in html


def test_the_log_is_narrowed_by_kind_month_and_code(desk, olga, world, case):
    open_section(Section.objects.named(case.box_id, "name").get(), **world.bea.can)
    code = log_code(world.bea.member.person_id)
    read = lines(desk("olga", f"/oversight/log/?kind=reading&who={code}"))
    assert read
    assert all(code in row[1] and "read" in row[2] for row in read)
    month = f"{timezone.localdate():%Y-%m}"
    assert lines(desk("olga", f"/oversight/log/?month={month}"))
    vera = log_code(world.vera.member.person_id)
    assert "Nothing fits these filters" in desk("olga", f"/oversight/log/?kind=reading&who={vera}")
    assert lines(desk("olga", "/oversight/log/?kind=nonsense&month=2026-99"))


def test_each_line_stands_under_exactly_one_kind(olga, world, case):
    names = set(Entry.objects.filter(told()).values_list("name", flat=True))
    for kind in KINDS:
        found = set(Entry.objects.filter(told(), of_kind(kind)).values_list("name", flat=True))
        assert found == {name for name in names if kind_of(name) == kind}, kind


def test_each_line_says_an_act_and_not_a_heading(desk, olga, world, case):
    headings = {str(one) for one in KINDS.values()}
    names = {*Entry.objects.values_list("name", flat=True), "seat:named", "account:recovered"}
    assert not headings & {sentence_of(name) for name in names}
    assert sentence_of("session:stepped_up") == "showed password and second factor once more"
    assert not [row for row in lines(desk("olga", "/oversight/log/")) if row[2] in headings]


def test_what_ended_stands_there_for_a_year(desk, olga, world, case):
    directory.end_member(world.vera.member, by=world.bea.actor)
    gone = destroyed(world, case)
    html = desk("olga", "/oversight/ended/")
    assert log_code(world.vera.member.person_id) in section(html, "left")
    assert gone.reference in section(html, "gone")
    assert desk.browser("olga").get(f"/cases/{gone.reference}/destroyed/").status_code == 403


def test_they_open_nothing_and_see_no_file(desk, olga, world, case):
    for path in ("", "log/", "whole/", "team/", "notes/", "history/name/"):
        answer = desk.browser("olga").get(f"/cases/{case.reference}/{path}")
        assert answer.status_code in (403, 404), path
    for path in ("/cases/", "/inbox/", "/reports/", "/keys/", "/messages/", "/statistics/"):
        assert desk.browser("olga").get(path).status_code in (403, 404), path
    assert not Case.objects.visible_to(olga.actor).exists()
    assert not Section.objects.visible_to(olga.actor).exists()


def test_none_of_their_links_leads_nowhere(desk, olga, case):
    found = {
        link
        for path in PAGES
        for link in re.findall(r'<a[^>]* href="(/[^"#]*)', desk("olga", path))
    }
    assert {*PAGES} <= found
    wrong = {one: desk.browser("olga").get(one.replace("&amp;", "&")).status_code for one in found}
    assert {one: code for one, code in wrong.items() if code not in (200, 302)} == {}


def test_nothing_of_it_is_changed(desk, olga):
    for path in PAGES:
        assert desk.browser("olga").post(path).status_code == 405


@pytest.mark.parametrize("name", ["ana", "bea", "vera", "kosta", "luka", "hana"])
def test_nobody_else_has_these_pages(desk, olga, name):
    for path in PAGES:
        assert desk.browser(name).get(path).status_code == 403


def test_an_officer_of_another_institution_sees_their_own(desk, olga, world, case):
    open_section(Section.objects.named(case.box_id, "name").get(), **world.bea.can)
    world.people["oto"] = _somebody("oto", world.health, ROLE)
    Account.objects.update(language="en")
    for path in PAGES:
        html = desk("oto", path)
        assert case.reference not in html
        for person in (world.bea, world.vera, olga):
            assert log_code(person.member.person_id) not in html


def test_whose_mandate_ended_sees_nothing(desk, olga, world):
    desk("olga", "/oversight/")
    directory.end_member(olga.member, by=world.bea.actor)
    answer = desk.browser("olga").get("/oversight/")
    assert answer.status_code == 302
    assert answer["Location"] != "/oversight/"


@pytest.mark.parametrize("other", ["intake_holder", "case_worker", "director", "reporter"])
def test_nobody_looks_at_their_own_work(world, other):
    person = directory.add_person("Оља Измишљена", institution=world.csw, by=world.bea.actor)
    with pytest.raises(Denied, match="no other role in the same institution"):
        directory.add_member(person, institution=world.csw, roles=(ROLE, other), by=world.bea.actor)
    with pytest.raises(Denied, match="no other role in the same institution"):
        directory.invite(person, institution=world.csw, roles=(ROLE, other), by=world.bea.actor)
    assert not Member.objects.filter(person=person).exists()


def test_the_form_keeps_what_was_typed_beside_the_sentence(desk, world):
    path = reverse("directory:add_member", args=[world.csw.code])
    browser = desk.browser("bea")
    token = re.search(r'name="token" value="([^"]*)"', browser.get(path).content.decode())[1]
    answer = browser.post(
        path, {"token": token, "name": "Оља Измишљена", "roles": [ROLE, "case_worker"]}
    )
    html = answer.content.decode()
    assert "no other role in the same institution" in html
    assert "Оља Измишљена" in html
    assert not Member.objects.filter(person__name="Оља Измишљена").exists()


def test_who_led_files_there_before_opens_them_no_longer(desk, world, case):
    """The grants of the earlier mandate are still in the database."""
    assign_file(case, member=world.vera.member, sections=["name"], **world.bea.can)
    part = Section.objects.named(case.box_id, "name").get()
    account = world.vera.account
    assert Grant.objects.filter(section=part, to_id=account.pk).exists()
    directory.end_member(world.vera.member, by=world.bea.actor)
    member = Member.objects.get(pk=world.vera.member.pk)
    world.vera.member = directory.add_member(
        member.person, institution=world.csw, roles=(ROLE,), by=world.bea.actor
    )
    assert not Case.objects.visible_to(world.vera.actor).exists()
    with pytest.raises((Denied, Unopenable)):
        open_section(part, **world.vera.can)
    pair = (account.pk, world.csw.pk)
    assert departed([pair]) == {pair}
    assert desk.browser("vera").get(f"/cases/{case.reference}/").status_code in (403, 404)


def test_a_holder_who_becomes_the_officer_loses_the_key(world):
    account, member = world.boris.account, world.boris.member
    directory.end_member(member, by=world.bea.actor)
    world.boris.member = directory.add_member(
        member.person, institution=world.csw, roles=(ROLE,), by=world.bea.actor
    )
    assert has_left(world.csw.pk, account)
    end_departed(by=OPERATOR)
    assert not IntakeWrap.objects.filter(account=account).exists()


def test_they_count_nothing_either(olga, world):
    with pytest.raises(Denied, match="holds no key"):
        directory.give_network_role(olga.member, network=world.vranje, role="analyst", by=DEMO)
    assert olga.member.person_id in may_not_count(world.vranje.pk, [olga.member.person])


def test_an_officer_who_is_excluded_learns_of_no_file(desk, olga, world, case):
    """A relative: neither the reference, nor that a line is about this file."""
    exclude(case, member=olga.member, **world.bea.can)
    open_section(Section.objects.named(case.box_id, "name").get(), **world.bea.can)
    for path in PAGES:
        assert case.reference not in desk("olga", path)
    rows = lines(desk("olga", "/oversight/log/?kind=reading"))
    assert rows
    assert all(row[3] == "–" for row in rows)
    html = desk("olga", "/oversight/log/")
    # Of a line about the file itself there is none.
    ours = Entry.objects.filter(subject_kind="case", subject_id=case.pk).count()
    assert ours
    assert not any("opened a file" in row[2] for row in lines(html))


def test_that_a_colleague_is_excluded_is_told_to_nobody(desk, olga, world, case):
    before = desk("olga", "/oversight/")
    exclude(case, member=world.boris.member, **world.bea.can)
    after = desk("olga", "/oversight/")
    assert cells(before, "access", world.boris) == cells(after, "access", world.boris)
    keys = lines(desk("olga", "/oversight/log/?kind=keys"))
    assert not any(case.reference in row[3] for row in keys)
    found = {row[2] for row in lines(desk("olga", "/oversight/log/"))}
    assert not any("exclu" in one or "locked" in one for one in found)
