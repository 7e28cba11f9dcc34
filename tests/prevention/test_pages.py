"""The pages as a person tries them and as an attacker does."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from spona.access.models import new_token
from spona.deadlines.time import today
from spona.directory import actions as directory
from spona.directory.models import Member
from spona.prevention import actions
from spona.prevention.models import Letter, Need, Observation
from spona.reference.models import Code
from tests.cases.world import DEMO
from tests.prevention.conftest import TOLD, noticed
from tests.prevention.test_needs import missing

BASE = "/prevention/"
GETS = ("", "new/?network=vranje", "list/vranje/spona.csv", "needs/", "needs/new/vranje/",
        "needs/list/vranje/spona.xlsx", "needs/budget/vranje/proposal.pdf")  # fmt: skip


def typed(**said):
    return TOLD | {"seen_on": today().isoformat(), "token": new_token(), "firm": ""} | said


def text(answer):
    return answer.content.decode()


def new(ask, who="ana", **said):
    return ask(who, BASE + "new/?network=vranje", typed(**said))


def letter_of(world, row):
    return actions.write_letter(
        row, institution=world.school, recipient_name="Inspekcija rada", body="Please look.",
        names_firm=True, by=world.ana.actor,
    )  # fmt: skip


def test_written_once_it_is_there_once(ask):
    said = typed()
    answers = [ask("ana", BASE + "new/?network=vranje", said) for _ in range(3)]
    assert {one.status_code for one in answers} == {302}
    assert len({one["Location"] for one in answers}) == 1
    assert Observation.objects.count() == 1
    assert ask("hana", answers[0]["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"text": "Zvati 063 123 4567"}, "063 123 4567"),
        ({"title": "Oglas daje Petar Primerić"}, "Petar Primerić"),
        ({"text": "Ауто ВР 123-АБ"}, "ВР 123-АБ"),
        ({"where": "u romskom naselju"}, "romskom"),
        ({"where": "у насељу крај пруге"}, "насељу"),
        ({"text": "The workers are Albanians"}, "Albanians"),
    ],
)
def test_what_names_somebody_is_shown_before_it_is_kept(ask, said, shown):
    answer = new(ask, **said)
    assert answer.status_code == 422
    assert shown in text(answer)
    assert "nobody_named" in text(answer)
    assert not Observation.objects.exists()
    assert new(ask, nobody_named="on", **said).status_code == 302


def test_ended_words_of_the_list_warn_no_more(ask):
    Code.objects.filter(list="careful_words").update(valid_to=today() - dt.timedelta(days=1))
    assert new(ask, where="u naselju").status_code == 302


def test_alike_ones_are_shown_before_a_new_one(world, ask, row):
    answer = new(ask, "hana", title="adverts for WORK abroad", institution="")
    assert answer.status_code == 422
    assert reverse("prevention:observation", args=[row.pk]) in text(answer)
    assert Observation.objects.count() == 1
    assert new(ask, "hana", title="adverts for WORK abroad", anyway="on").status_code == 302
    assert Observation.objects.count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"text": "x" * 2001},
        {"kind": "person"},
        {"source": ""},
        {"seen_on": "2026-13-45"},
        {"seen_on": "9999-01-01"},
        {"seen_on": (today() + dt.timedelta(days=2)).isoformat()},
        {"seen_precision": "hour"},
    ],
)
def test_bad_input_is_a_sentence_and_nothing_is_kept(ask, said):
    answer = new(ask, **said)
    assert answer.status_code == 422
    assert 'class="error"' in text(answer) or "note is-late" in text(answer)
    assert "Advert" in text(answer)
    assert not Observation.objects.exists()


def test_markup_stays_text(ask):
    there = new(ask, title="<b>bold</b>", text="<script>alert(1)</script>")["Location"]
    shown = text(ask("ana", there))
    assert "&lt;b&gt;bold" in shown
    assert "<script>alert" not in shown


def test_the_title_of_the_page_says_nothing_of_it(ask):
    there = new(ask, title="Konobarice u motelu")["Location"]
    head = text(ask("ana", there)).split("</title>")[0]
    assert "Konobarice" not in head


def test_the_firm_is_for_those_who_may_act(world, ask, row):
    there = reverse("prevention:observation", args=[row.pk])
    assert "Izmišljena" in text(ask("hana", there))
    # An analyst of the network who records nothing of its life reads the page without the firm.
    directory.give_network_role(world.hana.member, network=world.vranje, role="analyst", by=DEMO)
    member = Member.objects.get(pk=world.hana.member.pk)
    member.roles = []
    member.save()
    seen = ask("hana", there)
    assert seen.status_code == 200
    assert TOLD["title"] in text(seen)
    assert "Izmišljena" not in text(seen)
    assert ask("hana", reverse("prevention:write_letter", args=[row.pk])).status_code == 403
    letter = letter_of(world, row)
    path = reverse("prevention:letter_paper", args=[letter.pk, "pdf"])
    assert ask("hana", path).status_code == 403
    assert ask("hana", there + "look/", {}).status_code == 403
    for who in ("ana", "vera"):
        for path in (BASE, BASE + "?state=all", BASE + "list/vranje/spona.csv"):
            assert "Izmišljena" not in text(ask(who, path)), path


def test_search_in_both_scripts_and_filters(world, ask, row):
    noticed(world, kind="workplace", title="Радионица без прозора", where="Врање")
    found = text(ask("hana", BASE + "search/?network=vranje", {"q": "radionica"}))
    assert "Радионица" in found
    assert "Advert for work" not in found
    assert "Nothing found" in text(ask("hana", BASE + "search/", {"q": "xyzzy"}))
    only = text(ask("hana", BASE + "?kind=workplace"))
    assert "Advert for work" not in only
    actions.close(row, outcome="stopped", by=world.kosta.actor)
    assert "Advert for work" not in text(ask("hana", BASE))
    assert "Advert for work" in text(ask("hana", BASE + "?state=closed"))
    for odd in ("?state=%27", "?kind=<x>", "?sort=drop", "?page=99999", "?page=x"):
        assert ask("hana", BASE + odd).status_code == 200


def test_nobody_elses_network_is_known(world, ask, row):
    letter, need = letter_of(world, row), missing(world)
    ids = {"observation_id": row.pk, "letter_id": letter.pk, "need_id": need.pk}
    gets = [
        reverse("prevention:observation", args=[row.pk]), reverse("prevention:rewrite", args=[row.pk]),
        reverse("prevention:write_letter", args=[row.pk]), reverse("prevention:letter", args=[letter.pk]),
        reverse("prevention:letter_paper", args=[letter.pk, "pdf"]), *(
            BASE + one for one in GETS if "vranje" in one
        ), BASE + "?network=vranje", BASE + "needs/?network=vranje",
    ]  # fmt: skip
    assert {ask("cora", path).status_code for path in gets} == {404}
    for name in ("see_again", "look", "follow", "close", "reopen", "withdraw"):
        path = reverse(f"prevention:{name}", args=[ids["observation_id"]])
        assert ask("cora", path, {}).status_code == 404, name
    for name in ("register", "ask_again", "answer", "drop"):
        path = reverse(f"prevention:{name}", args=[ids["letter_id"]])
        assert ask("cora", path, {}).status_code == 404, name
    assert ask("cora", reverse("prevention:withdraw_need", args=[need.pk]), {}).status_code == 404
    assert TOLD["title"] not in text(ask("cora", BASE))


def test_another_institution_of_the_network_reads_and_changes_nothing_of_it(world, ask, row):
    letter, need = letter_of(world, row), missing(world, "ana")
    said = typed(title="Taken over")
    for path, data in (
        (reverse("prevention:rewrite", args=[row.pk]), said),
        (reverse("prevention:withdraw", args=[row.pk]), {}),
        (reverse("prevention:drop", args=[letter.pk]), {}),
        (reverse("prevention:withdraw_need", args=[need.pk]), {}),
        (reverse("prevention:close", args=[row.pk]), {"close-outcome": "stopped"}),
    ):
        assert ask("hana", path, data).status_code == 403, path
    row.refresh_from_db()
    assert (row.title, row.state) == (TOLD["title"], "new")
    assert Need.objects.standing().count() == 1
    assert Letter.objects.get().dropped_at is None


def test_a_mandate_that_ended_yesterday_gives_nothing(world, ask, row):
    there = reverse("prevention:observation", args=[row.pk])
    assert ask("hana", there).status_code == 200
    member = world.hana.member
    member.ends_on = today()
    member.save()
    assert ask("hana", there).status_code in (302, 403)


def test_a_stranger_is_sent_to_the_login(world, row, client):
    for path in (*(BASE + one for one in GETS), reverse("prevention:observation", args=[row.pk])):
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert "/login/" in answer["Location"]


def test_a_get_moves_nothing(world, ask, row):
    letter = letter_of(world, row)
    for name, ident in (("look", row.pk), ("close", row.pk), ("drop", letter.pk)):
        assert ask("kosta", reverse(f"prevention:{name}", args=[ident])).status_code == 405


def test_a_list_asks_few_questions_however_long(world, ask, django_assert_max_num_queries):
    for number in range(12):
        noticed(world, title=f"Thing {number}")
    ask("hana", BASE)
    with django_assert_max_num_queries(32):
        ask("hana", BASE)
    few = _queries(ask, BASE)
    for number in range(12, 24):
        made = noticed(world, title=f"Thing {number}")
        actions.see_again(made, institution=world.csw, seen_on=today(), by=world.vera.actor)
    assert _queries(ask, BASE) == few


def _queries(ask, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert ask("hana", path).status_code == 200
    return len(asked)


def test_the_whole_way_of_a_letter_on_pages(world, ask, row):
    there = reverse("prevention:observation", args=[row.pk])
    first = ask("ana", reverse("prevention:write_letter", args=[row.pk]))
    assert TOLD["title"] in text(first)
    made = ask(
        "ana", reverse("prevention:write_letter", args=[row.pk]),
        {"token": new_token(), "recipient": "", "recipient_name": "Inspekcija rada",
         "body": "Molimo da proverite.", "names_firm": "on"},
    )  # fmt: skip
    assert made.status_code == 302
    letter = made["Location"]
    assert ask("ana", letter + "sent/", {"sent_on": "x"}).status_code == 422
    day, due = today(), today() + dt.timedelta(days=20)
    gone = ask("ana", letter + "sent/", {"sent_on": day, "answer_due_on": due, "number": "5/26"})
    assert gone.status_code == 302
    assert ask("ana", letter + "sent/", {"sent_on": day, "answer_due_on": due}).status_code == 409
    assert "5/26" in text(ask("hana", there))
    refused = ask("kosta", there + "close/", {"close-outcome": "stopped"})
    assert refused.status_code == 403
    assert "still waits" in text(refused)
    said = {"answer-answered_on": day, "answer-outcome": "measure", "answer-note": "Kažnjeni."}
    assert ask("ana", letter + "answer/", said).status_code == 302
    assert ask("kosta", there + "close/", {"close-outcome": "measure"}).status_code == 302
    assert "A measure" in text(ask("hana", letter)) or "measure" in text(ask("hana", letter))


def test_a_need_is_written_and_its_small_number_is_gone(ask):
    said = {"token": new_token(), "service": "accommodation", "month": f"{today():%Y-%m}",
            "times": "3", "reason": "waiting", "waiting_days": "40", "cost": "1.250.000,50",
            "currency": "RSD", "cost_source": "Ponuda pružaoca usluge", "note": ""}  # fmt: skip
    assert ask("ana", BASE + "needs/new/vranje/", said).status_code == 302
    made = Need.objects.get()
    assert (made.times, str(made.cost), made.waiting_days) == (None, "1250000.50", None)
    assert (made.reason, made.note, made.month.month % 3) == ("", "", 1), "a quarter, no reason"
    shown = text(ask("hana", BASE + "needs/"))
    assert "fewer than 5" in shown
    assert "1,250,000.50 RSD" in shown
    twice = ask("ana", BASE + "needs/new/vranje/", said | {"token": new_token()})
    assert twice.status_code == 422
    assert "already" in text(twice)
    path = reverse("prevention:plan_line", args=["vranje", "accommodation"])
    assert "Ensure the service" in text(ask("hana", path))
    assert (
        ask("hana", reverse("prevention:plan_line", args=["vranje", "guardianship"])).status_code
        == 404
    )


@pytest.mark.parametrize(
    "said",
    [
        {"times": "0"},
        {"times": "1e9"},
        {"times": "-3"},
        {"service": "freedom"},
        {"month": "2026-77"},
        {"month": "2099-01"},
        {"reason": "waiting"},
        {"cost": "-5", "cost_source": "x"},
        {"cost": "100"},
        {"cost": "abc", "cost_source": "x"},
        {"cost": "9" * 30, "cost_source": "x"},
        {"cost": "5", "cost_source": "x", "currency": "USD"},
        {"note": "Petru, zvati 063 123 4567"},
    ],
)
def test_an_impossible_need_is_a_sentence(ask, said):
    sound = {"token": new_token(), "service": "accommodation", "month": f"{today():%Y-%m}",
             "times": "7", "reason": "full", "currency": "RSD"}  # fmt: skip
    answer = ask("ana", BASE + "needs/new/vranje/", sound | said)
    assert answer.status_code == 422
    assert 'class="error"' in text(answer) or "note is-late" in text(answer)
    assert not Need.objects.exists()


def test_a_table_runs_nothing_and_names_no_firm(world, ask):
    noticed(world, title='=HYPERLINK("http://x")', text="@SUM(1)")
    content = ask("hana", BASE + "list/vranje/spona.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[1][2].startswith("'=")
    assert rows[1][3].startswith("'@")
    assert "Izmišljena" not in content
    assert ask("hana", BASE + "list/vranje/spona.exe").status_code == 404


def test_months_in_the_address_are_taken_as_they_are_or_left(world, ask):
    missing(world)
    for odd in ("?from=x&to=y", "?from=2026-99", "?to=1-1", "?from=2030-01&to=2020-01"):
        assert ask("hana", BASE + "needs/" + odd).status_code == 200
    empty = text(ask("hana", BASE + "needs/?from=2020-01&to=2020-02"))
    assert "Nobody" in empty


def test_a_task_on_the_desk_leads_to_the_observation(world, ask, row):
    desk = text(ask("kosta", "/desk/"))
    assert reverse("prevention:observation", args=[row.pk]) in desk
