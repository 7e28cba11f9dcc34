"""Somebody floods a town: they wait, nobody is turned away, and nothing tells who wrote."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from spona.identity import limiter
from spona.identity.limiter import TooFast, let_in, network_prefix
from spona.identity.models import Attempt
from spona.tipline.actions import returning
from spona.tipline.models import Message, Tip
from spona.tipline.views.rate_limits import ADDED, MESSAGES
from tests.tipline.conftest import TEXT
from tests.tipline.pages import Visitor, code_in, hidden
from tests.tipline.test_report import PERSON, WORK, begun

NEW = "in/vranje/new/"
WORD = {"text": TEXT, "where": "Шумадијска", "children": "no", "who": "somebody", "language": "sr"}
# The paths that the long proof here rests on: see `tests/tipline/test_at_once.py`.
PROVES = ("src/spona/tipline", "src/spona/identity", "tests/tipline")
__all__ = ["begun"]
FREE = MESSAGES.calm + MESSAGES.one_network


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """So many seconds pass for the limiter; each test begins with a stretch of its own."""
    gone = timedelta(seconds=MESSAGES.seconds - timezone.now().timestamp() % MESSAGES.seconds)

    class Deadline:
        @staticmethod
        def now():
            return timezone.now() + gone

    def pass_by(seconds):
        nonlocal gone
        gone += timedelta(seconds=seconds)

    monkeypatch.setattr(limiter, "timezone", Deadline)
    return pass_by


class From(Visitor):
    """A browser in one network."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.client = Client(REMOTE_ADDR=address, headers={"Sec-Fetch-Site": "same-origin"})

    def write(self, status: int = 200) -> str:
        return self.fill(NEW, WORD, status)


def _flood(town, *, networks, each=1):
    """What so many networks have sent; the counters stand as if they had."""
    for n in range(networks):
        for _one in range(each):
            let_in(MESSAGES, str(town.pk), f"10.{n // 250}.{n % 250}.7", waited=600)


@pytest.mark.parametrize("number", [60, pytest.param(260, marks=pytest.mark.prove)])
def test_a_burst_from_one_network_is_bounded_and_another_one_goes_at_once(world, number):
    attacker = Client(REMOTE_ADDR="203.0.113.9", headers={"Sec-Fetch-Site": "same-origin"})
    form = hidden(attacker.get("/en/message/" + NEW).text) | WORD
    statuses = []
    for n in range(number):
        typed = form | {"token": f"{n:03}" + str(form["token"])[3:]}
        answer = attacker.post("/en/message/" + NEW, typed)
        statuses.append(answer.status_code)
    assert Tip.objects.count() == FREE == 30
    assert statuses.count(429) == number - FREE
    assert int(answer["Retry-After"]) > 0
    page = answer.content.decode()
    assert "It is not sent yet." in page
    assert 'href="tel:192"' in page
    assert TEXT in page
    assert "Шумадијска" in page
    code_in(From("198.51.100.7").write())
    assert Tip.objects.count() == FREE + 1


def test_what_waits_goes_through_with_one_more_click(world, later):
    _flood(world.vranje, networks=1, each=FREE)
    person = From("10.0.0.80")
    page = person.write(429)
    again = hidden(page) | WORD
    assert "held" in again
    later(3)
    early = person.post(NEW, again, 429)
    assert hidden(early)["held"] == again["held"], "waiting begins once"
    later(MESSAGES.hold)
    code_in(person.post(NEW, hidden(early) | WORD))
    assert Tip.objects.count() == 1


def test_a_network_that_had_its_share_sends_one_at_a_time_and_who_waited_goes(world, later):
    _flood(world.vranje, networks=1, each=FREE)
    crowd = [From("10.0.0.80") for _one in range(5)]
    held = [hidden(one.write(429)) | WORD for one in crowd]
    sent = []
    for _turn in range(4):
        later(MESSAGES.turn)
        pages = [
            one.client.post("/en/message/" + NEW, typed)
            for one, typed in zip(crowd, held, strict=True)
        ]
        sent.append(sum('id="code"' in page.content.decode() for page in pages))
    # One a turn; whoever has waited for three of them goes at once.
    assert sent == [1, 1, 3, 0]


def test_who_asks_all_the_time_does_not_keep_their_neighbour_out(world, later):
    """A school or a mobile operator is one network: the flooder takes each turn at its second."""
    _flood(world.vranje, networks=1, each=FREE)
    person = From("10.0.0.80")
    held = hidden(person.write(429)) | WORD
    for _turn in range(2):
        later(MESSAGES.turn)
        _flood(world.vranje, networks=1)
        person.post(NEW, held, 429)
    later(MESSAGES.turn + 1)
    _flood(world.vranje, networks=1)
    code_in(person.post(NEW, held))


def test_a_ticket_of_another_message_or_of_ones_own_make_opens_nothing(world, later):
    _flood(world.vranje, networks=1, each=FREE)
    person = From("10.0.0.80")
    first = hidden(person.write(429))
    later(60)
    second = hidden(person.get(NEW)) | WORD
    for ticket in (first["held"], "x", first["held"][:-2] + "AA", '["a",1]'):
        person.post(NEW, second | {"held": ticket}, 429)
    assert not Tip.objects.exists()


def test_a_town_under_flood_from_500_networks_takes_the_first_message_of_a_new_one(world, later):
    _flood(world.vranje, networks=500)
    person = From("198.51.100.7")
    page = person.write(429)
    assert "Send it again in 10 seconds." in page
    later(MESSAGES.hold)
    code_in(person.post(NEW, hidden(page) | WORD))
    # Another town is no part of it.
    let_in(MESSAGES, str(world.nis.pk), "198.51.100.7", waited=0)


def test_a_flood_does_not_begin_anew_with_each_ten_minutes(world, later):
    _flood(world.vranje, networks=1, each=FREE)
    later(MESSAGES.seconds)
    for _one in range(MESSAGES.one_network):
        let_in(MESSAGES, str(world.vranje.pk), "10.0.0.7", waited=0)
    with pytest.raises(TooFast):
        let_in(MESSAGES, str(world.vranje.pk), "10.0.0.7", waited=0)
    later(2 * MESSAGES.seconds)
    let_in(MESSAGES, str(world.vranje.pk), "10.0.0.7", waited=0)


def test_of_ipv6_a_house_and_the_whole_of_a_rented_network_are_counted(world):
    town = str(world.vranje.pk)
    _flood(world.vranje, networks=10, each=2)
    for n in range(4 * MESSAGES.one_network):
        let_in(MESSAGES, town, f"2001:db8:7:{n:x}::1", waited=0)
    with pytest.raises(TooFast):
        let_in(MESSAGES, town, "2001:db8:7:ffff::1", waited=0)
    for n in range(MESSAGES.one_network):
        let_in(MESSAGES, town, f"2001:db8:8:1::{n}", waited=0)
    with pytest.raises(TooFast):
        let_in(MESSAGES, town, "2001:db8:8:1::ffff", waited=0)
    let_in(MESSAGES, town, "2001:db8:8:2::1", waited=0)


def test_in_calm_times_nothing_of_a_writers_network_is_kept(world):
    """One row, of the town; it does not even say when somebody wrote."""
    person = From("203.0.113.9")
    for _one in range(3):
        code_in(person.write())
    [row] = Attempt.objects.values("key", "count", "not_before", "at")
    assert row["count"] == 3
    assert row["not_before"] is None
    assert row["at"].timestamp() % MESSAGES.seconds == 0


def test_in_a_flood_only_a_keyed_hash_and_a_beginning_are_kept(world):
    _flood(world.vranje, networks=5, each=10)
    rows = list(Attempt.objects.values("key", "at"))
    assert len(rows) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}", row["key"]) for row in rows)
    assert {row["at"].timestamp() % MESSAGES.seconds for row in rows} == {0}
    assert network_prefix("10.0.0.7") not in repr(rows)


def test_a_report_with_a_name_that_waits_keeps_all_that_was_typed(world, begun, later):
    _flood(world.vranje, networks=1, each=FREE)
    person = From("10.0.0.80")
    page = person.post(WORK, hidden(person.post(WORK, begun)) | PERSON, 429)
    for name in ("own_words", "own_person", "noticed", "name"):
        assert PERSON[name] in page
    assert 'href="tel:192"' in page
    later(MESSAGES.hold)
    code_in(person.post(WORK, hidden(page) | PERSON))


def test_a_repeat_is_not_counted_and_says_so(world):
    person = From("203.0.113.9")
    typed = hidden(person.get(NEW)) | WORD
    person.post(NEW, typed)
    for _one in range(FREE + 5):
        assert "arrived already" in person.post(NEW, typed)
    assert Attempt.objects.get().count == 1


def _add(person, code, text, status=200):
    thread = person.post("back/", {"code": code})
    return person.post("back/more/", hidden(thread) | {"text": text, "language": "sr"}, status)


def test_one_thread_takes_so_many_additions_and_keeps_what_waits(send, later):
    tip, code = send()
    person = From("203.0.113.9")
    for _one in range(30):
        limiter.spend("thread", str(tip.pk), limiter.Share(most=30))
    page = _add(person, code, "Још нешто.", 429)
    assert "Још нешто." in page
    assert "It is not sent yet." in page
    assert 'href="tel:192"' in page
    assert not Message.objects.exists()
    later(600)
    _add(person, code, "Још нешто.")
    assert Message.objects.count() == 1


def test_many_additions_to_many_threads_wait_too_and_a_file_is_chosen_again(send, world, later):
    _tip, code = send()
    for n in range(ADDED.calm + ADDED.one_network):
        let_in(ADDED, str(world.vranje.pk), f"203.0.113.{n}", waited=0)
    person = From("203.0.113.9")
    page = _add(person, code, "Још нешто.", 429)
    later(ADDED.hold)
    form = page.split('id="more"')[1]
    person.post("back/more/", hidden(form.split("</form>")[0]) | {"text": "Још.", "language": "sr"})
    thread = person.post("back/", {"code": code})
    upload = SimpleUploadedFile("a.txt", b"text", "text/plain")
    file_form = hidden(thread.split("back/file/")[1].split("</form>")[0])
    page = person.post("back/file/", file_form | {"file": upload}, 429)
    assert "Choose the file again then." in page
    assert Message.objects.count() == 1


def test_additions_without_an_answer_end(send, monkeypatch):
    monkeypatch.setattr(returning, "MOST_ADDED", 2)
    _tip, code = send()
    person = From("203.0.113.9")
    for _one in range(2):
        _add(person, code, "Још.")
    assert "Write a new message, or call." in _add(person, code, "Још.", 422)
    assert Message.objects.count() == 2


def test_one_network_looks_at_threads_so_often_and_a_new_code_opens_at_once(send):
    codes = [send()[1] for _one in range(2)]
    watcher = From("203.0.113.9")
    for _one in range(3 + 40):
        watcher.post("back/", {"code": codes[0]})
    page = watcher.post("back/more/", {"code": codes[0], "text": "Остаје."}, 429)
    assert "Остаје." in page
    watcher.post("back/", {"code": codes[1]})
    From("198.51.100.7").post("back/", {"code": codes[0]})
