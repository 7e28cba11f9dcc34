"""Services given: written in the sealed plan, corrected visibly, counted by unit, never clear."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.careplan import service_actions
from spona.cases.careplan.actions import remove_plan_step
from spona.cases.careplan.plan import CarePlan
from spona.cases.careplan.service_given import Given, sums_of
from spona.cases.careplan.service_kinds import kind_choices
from spona.cases.case.sealed_entry import EntryChanged
from spona.cases.casefile.actions import exclude
from spona.cases.team.actions import assign_file, break_glass
from spona.deadlines.late import today_in
from spona.projects.models import Donor, Project
from spona.services.units import told_amount
from tests.cases.flow import get
from tests.cases.test_careplan import (
    at,
    hidden,
    in_english,  # noqa: F401
    led,  # noqa: F401
    need_in,
    plan_of,
    posted,
    shared,  # noqa: F401
    step_in,
    token,
)

DAY = timedelta(days=1)
NOTE = "Тајна напомена о услузи"


@pytest.fixture
def long_open(led):  # noqa: F811
    """The file was opened two months ago."""
    led.opened_at -= 60 * DAY
    led.save()
    return led


def day(case, ago=0):
    return (today_in(case.network) - ago * DAY).isoformat()


def given(case, **more):
    base = {"kind": "accommodation", "unit": "night", "amount": "3", "first": day(case, 3),
            "last": day(case, 1), "provider": "own", "note": NOTE}  # fmt: skip
    return Given(**(base | more))


def given_in(case, person, step, **more):
    return service_actions.add_given(case, step, given(case, **more), **person.can)


def typed(case, **more):
    base = {"kind": "accommodation", "unit": "night", "amount": "3", "currency": "",
            "first": day(case, 3), "last": day(case, 1), "provider": "own", "note": NOTE}  # fmt: skip
    return base | more


def entries(case, person):
    return plan_of(case, person).plan.given


# A person's way.


def test_what_was_given_is_written_under_its_step_and_summed_by_unit(world, long_open):
    step, browser = step_in(long_open, world.vera), world.vera.sign_in()
    new = at(long_open, f"steps/{step}/given/new/")
    assert posted(browser, new, **typed(long_open, amount="")).status_code == 302
    money = typed(long_open, unit="money", amount="1.250,50", currency="RSD", last="")
    assert posted(browser, new, **money).status_code == 302
    euros = typed(long_open, unit="money", amount="20 EUR", kind="material_assistance")
    assert posted(browser, new, **euros).status_code == 302
    first, second, third = entries(long_open, world.vera)
    assert (first.number, first.told) == (Decimal(3), "3 nights")
    assert (second.first, second.last) == (day(long_open, 3), day(long_open, 3))
    assert (third.currency, third.by) == ("EUR", world.vera.member.person.name)
    assert sums_of([first, second, third]) == ["3 nights", "20 EUR", "1,250.50 RSD"]
    page = get(browser, at(long_open))
    kinds = dict(kind_choices())
    words = [kinds[code] for code in ("accommodation", "material_assistance")]
    for said in ("3 nights", NOTE, "1,250.50 RSD", "Services given", *words):
        assert said in page, said


def test_a_correction_stays_visible(world, long_open):
    step, browser = step_in(long_open, world.vera), world.vera.sign_in()
    ident = given_in(long_open, world.vera, step)
    path = at(long_open, f"given/{ident}/")
    assert "3 nights" not in get(browser, path)
    changed = typed(long_open, amount="2", last=day(long_open, 2))
    assert posted(browser, path, **changed).status_code == 302
    [one] = entries(long_open, world.vera)
    assert (one.told, one.corrections[0].was.told) == ("2 nights", "3 nights")
    assert one.corrections[0].by == world.vera.member.person.name
    page = " ".join(get(browser, at(long_open)).split())
    assert "Before: 3 nights" in page


def test_what_was_a_mistake_is_taken_out_after_a_question(world, long_open):
    step, browser = step_in(long_open, world.vera), world.vera.sign_in()
    ident = given_in(long_open, world.vera, step)
    path = at(long_open, f"given/{ident}/remove/")
    assert "3 nights" in get(browser, path)
    assert posted(browser, path).status_code == 302
    assert entries(long_open, world.vera) == []
    assert browser.get(path).status_code == 404
    history = at(long_open).replace("plan/", "history/careplan/")
    assert "3 nights" in get(browser, f"{history}3/")


def test_who_paid_is_chosen_from_the_projects_of_the_network(world, long_open):
    step, browser = step_in(long_open, world.vera), world.vera.sign_in()
    new = at(long_open, f"steps/{step}/given/new/")
    assert 'name="paid_by"' not in get(browser, new)
    project = Project.objects.create(
        slug="smestaj", words={"sr": "Смештај"}, name={"sr": "Смештај", "en": "Housing"},
        changed_at=long_open.opened_at,
    )  # fmt: skip
    project.networks.add(long_open.network)
    donor = Donor.objects.create(
        project=project, words={"sr": "Фонд", "en": "Fund"}, changed_at=long_open.opened_at
    )
    other = Project.objects.create(
        slug="tudj", words={"sr": "x"}, name={"sr": "Туђ"}, changed_at=long_open.opened_at
    )
    other.networks.add(world.nis)
    page = get(browser, new)
    assert "Housing" in page
    assert str(other.pk) not in page
    paid = typed(long_open, paid_by=f"{project.pk}.{donor.pk}")
    assert posted(browser, new, **paid).status_code == 302
    [one] = entries(long_open, world.vera)
    assert (one.project, one.donor) == (str(project.pk), str(donor.pk))
    assert "Housing – Fund" in get(browser, at(long_open))
    assert posted(browser, new, **typed(long_open, paid_by=str(other.pk))).status_code == 422


def test_the_plan_is_still_adopted_after_something_was_given(world, long_open):
    step = step_in(long_open, world.vera)
    before = plan_of(long_open, world.vera)
    given_in(long_open, world.vera, step)
    after = plan_of(long_open, world.vera)
    assert before.plan.mark == after.plan.mark
    assert before.step(step).mark == after.step(step).mark


def test_a_step_under_which_something_was_given_is_not_taken_out(world, long_open):
    step = step_in(long_open, world.vera)
    given_in(long_open, world.vera, step)
    read = plan_of(long_open, world.vera).step(step).mark
    with pytest.raises(Denied, match="Take those out first"):
        remove_plan_step(long_open, step, read=read, reason="x", **world.vera.can)


def test_an_entry_keeps_what_this_version_does_not_know():
    document = {"needs": [{"id": "n", "steps": [{"id": "s", "given": [
        {"id": "g", "unit": "night", "amount": "1", "later": "x", "before": [{"a": 1}]}]}]}]}  # fmt: skip
    written = CarePlan.of(document).to_document()
    [one] = written["needs"][0]["steps"][0]["given"]
    assert (one["later"], one["before"]) == ("x", [{"a": 1}])


# Bad input: one sentence beside the field, nothing typed lost.


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"unit": ""}, "Choose what is counted"),
        ({"unit": "hour", "amount": ""}, "Write how much it was"),
        ({"unit": "hour", "amount": "0"}, "Write how much it was"),
        ({"unit": "hour", "amount": "много"}, "Write the amount in digits"),
        ({"unit": "hour", "amount": "200"}, "do not have so many hours"),
        ({"unit": "meal", "amount": "1,5"}, "Write a whole number."),
        ({"unit": "meal", "amount": "20000"}, "it is too large"),
        ({"amount": "5"}, "These days make 3 nights. Correct the number or the days."),
        ({"unit": "money", "amount": "500"}, "Choose the currency of this amount."),
        ({"unit": "money", "amount": "50 EUR", "currency": "RSD"}, "Two currencies stand here."),
        ({"unit": "money", "amount": "50 EUR 900 din"}, "Two currencies stand here."),
        ({"unit": "hour", "amount": "2", "currency": "RSD"}, "Only money has a currency."),
        ({"first": "-1"}, "There is no such day."),
        ({"last": "tomorrow"}, "This day is still to come."),
        ({"first": "before"}, "What was given before is no part of it."),
        ({"last": "backwards"}, "It cannot end before it begins."),
        ({"provider": "nobody"}, "Choose one from the list."),
        ({"kind": "магија"}, "Choose one from the list."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(world, long_open, wrong, said):
    days = {"tomorrow": -1, "before": 90, "backwards": 5}
    wrong = {k: day(long_open, days[v]) if v in days else v for k, v in wrong.items()}
    step, browser = step_in(long_open, world.vera), world.vera.sign_in()
    answer = posted(browser, at(long_open, f"steps/{step}/given/new/"), **typed(long_open, **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert NOTE in page
    assert entries(long_open, world.vera) == []


def test_nobody_sleeps_in_two_places_a_night(world, long_open):
    first, second = (step_in(long_open, world.vera) for _ in range(2))
    given_in(long_open, world.vera, first)
    browser, path = world.vera.sign_in(), at(long_open, f"steps/{second}/given/new/")
    answer = posted(browser, path, **typed(long_open, first=day(long_open, 1), amount=""))
    assert answer.status_code == 422
    assert "A person can sleep in only one place a night." in answer.content.decode()
    same = given(long_open)
    with pytest.raises(Denied, match="one place a night"):
        service_actions.add_given(long_open, second, same, **world.vera.can)
    hours = typed(long_open, unit="hour", amount="2")
    assert posted(browser, path, **hours).status_code == 302
    [one, _hours] = entries(long_open, world.vera)
    read = service_actions.given_mark(one)
    service_actions.change_given(
        long_open, given(long_open, id=one.id, note="Друго"), read=read, **world.vera.can
    )


def test_nothing_is_written_in_a_closed_file_and_what_was_typed_stays(world, long_open):
    step, browser = step_in(long_open, world.vera), world.vera.sign_in()
    path = at(long_open, f"steps/{step}/given/new/")
    key = token(browser, path)
    long_open.closed_at = long_open.opened_at
    long_open.save()
    answer = browser.post(path, {"token": key, **typed(long_open)})
    assert answer.status_code == 422
    assert NOTE in answer.content.decode()


# Two at once.


def test_two_correct_the_same_entry_and_the_second_sees_both(world, shared):  # noqa: F811
    shared.opened_at -= 60 * DAY
    shared.save()
    step = step_in(shared, world.vera)
    ident = given_in(shared, world.vera, step)
    vera, bea = world.vera.sign_in(), world.bea.sign_in()
    path = at(shared, f"given/{ident}/")
    mine = {"token": token(vera, path), "read": hidden(get(vera, path), "read")}
    assert posted(bea, path, **typed(shared, note="Беа")).status_code == 302
    late = vera.post(path, mine | typed(shared, note="Вера"))
    page = late.content.decode()
    assert late.status_code == 409
    assert "<li>Беа</li>" in page
    assert "Вера" in page
    again = {"token": hidden(page, "token"), "read": hidden(page, "read")}
    assert vera.post(path, again | typed(shared, note="Вера")).status_code == 302
    [one] = entries(shared, world.vera)
    assert [each.was.note for each in one.corrections] == [NOTE, "Беа"]


def test_two_who_write_different_entries_do_not_meet(world, shared):  # noqa: F811
    shared.opened_at -= 60 * DAY
    shared.save()
    step = step_in(shared, world.vera)
    given_in(shared, world.vera, step)
    given_in(shared, world.bea, step, unit="hour")
    assert len(entries(shared, world.vera)) == 2


def test_what_was_taken_out_meanwhile_loses_nobody_their_words(world, long_open):
    step, browser = step_in(long_open, world.vera), world.vera.sign_in()
    ident = given_in(long_open, world.vera, step)
    path = at(long_open, f"given/{ident}/")
    mine = {"token": token(browser, path), "read": hidden(get(browser, path), "read")}
    [one] = entries(long_open, world.vera)
    read = service_actions.given_mark(one)
    service_actions.remove_given(long_open, ident, read=read, **world.vera.can)
    answer = browser.post(path, mine | typed(long_open, note="Моје речи"))
    assert answer.status_code in (409, 422)
    assert "Моје речи" in answer.content.decode()
    with pytest.raises(EntryChanged):
        service_actions.remove_given(long_open, ident, read=read, **world.vera.can)


# As an attacker.


def test_who_has_no_key_writes_and_reads_nothing(world, long_open):
    step = step_in(long_open, world.vera)
    ident = given_in(long_open, world.vera, step)
    paths = [at(long_open, f"steps/{step}/given/new/"), at(long_open, f"given/{ident}/"),
             at(long_open, f"given/{ident}/remove/")]  # fmt: skip
    for stranger in (world.ana, world.hana, world.nina, world.kosta):
        browser = stranger.sign_in()
        for path in paths:
            assert browser.get(path).status_code in (403, 404), path
            assert browser.post(path, typed(long_open)).status_code in (403, 404), path
    assert len(entries(long_open, world.vera)) == 1


def test_an_excluded_colleague_and_who_lost_the_part_read_it_no_more(world, long_open):
    step = step_in(long_open, world.vera)
    ident = given_in(long_open, world.vera, step)
    browser = world.vera.sign_in()
    break_glass(long_open, reason="absence", **world.boris.can)
    assign_file(long_open, member=world.vera.member, sections=["identity"], **world.boris.can)
    assert browser.get(at(long_open, f"given/{ident}/")).status_code == 404
    exclude(long_open, member=world.vera.member, **world.bea.can)
    assert browser.get(at(long_open, f"given/{ident}/")).status_code == 404


def test_no_word_or_number_of_it_stands_in_the_clear(world, long_open):
    step = step_in(long_open, world.vera)
    ident = given_in(long_open, world.vera, step, unit="money", amount="98765.43", currency="RSD")
    [one] = entries(long_open, world.vera)
    changed = given(long_open, id=ident, unit="money", amount="87654.32", currency="RSD")
    service_actions.change_given(
        long_open, changed, read=service_actions.given_mark(one), **world.vera.can
    )
    # Seven digits: five of them alone stand in many a time's microseconds.
    amounts = ("98765.43", "9876543", "87654.32", "8765432")
    words = (NOTE, *amounts, "accommodation", ident)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall())
        if table.startswith("reference_"):
            continue
        for word in words:
            assert word not in rows, (table, word)
    details = json.dumps(list(Entry.objects.values_list("detail", flat=True)), ensure_ascii=False)
    assert not any(word in details for word in words)


def test_the_sheet_for_the_person_has_nothing_of_it(world, long_open):
    step = step_in(long_open, world.vera, need_in(long_open, world.vera))
    given_in(long_open, world.vera, step)
    browser = world.vera.sign_in()
    browser.post(at(long_open, "person/"), {"safe": "no"})
    assert not re.search(r"3 nights|Тајна", get(browser, at(long_open, "person/read/")))


def test_of_a_part_no_empty_digit_is_told():
    parts = {("hour", ""): "2.5 hours", ("money", "EUR"): "2.50 EUR"}
    assert {key: told_amount(key[0], Decimal("2.50"), key[1]) for key in parts} == parts
