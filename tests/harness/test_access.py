"""Figure 3: every address × person × method answers as the table beside this file says."""

from __future__ import annotations

import datetime as dt
import os
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from spona.identity import sessions
from tests.harness.asking import (
    COLUMNS,
    MEMBERS,
    Ask,
    answer,
    asks,
    browsers,
    in_a_word,
    respond,
    unstep,
)
from tests.harness.sample import sampled
from tests.harness.world import undone
from tests.harness.writing import LAST_SEEN, MAY_GROW, noting
from tools.docs.command import routes

TABLE = Path(__file__).with_name("access_expected.txt")
WRITE = os.environ.get("SPONA_WRITE_ACCESS") == "1"
HEAD = """\
# Who gets what, at every address (figure 3 of the security design). One line: name of the
# address, what stands in its blank, method, and one answer per person. After a change:
# SPONA_WRITE_ACCESS=1 ./spona test tests/harness/test_access.py, then READ the difference.
#
# ana, goran      school in Vranje, the sender: reporter; director and intake holder
# bea, milan      centre for social work, the recipient: intake holders; milan is locked out of "excluding"
# vesna           case worker there; "accepted" is assigned to her
# jelena, nikola  health centre: the same network, another institution
# mirjana, zoran  coordinator and deputy; dora: analyst; cora: intake holder in Nis, another network
# ended           intake holder of the centre until yesterday; nohat: an account without a place
# disabled, locked, nobody: no account any more, session locked, not signed in
#
# sent, accepted, excluding: reports of the school to the centre; "referred", "unseen", "over": from the
# centre's file to the health centre, on agreement and accepted; by law and not yet looked at by a
# second person; taken back by the person. "file", "out": files of the centre, Milan is locked out of
# the second; "health's": the one of the health centre. "word", "taken", "away": words without an
# account, for the centre, taken over by it, and locked to it (they went to the health centre).
# "table": a conference of the centre with the health centre, on the person's agreement; "unlooked":
# one by law that no second person has looked at; "meeting": Mirjana calls the centre and the school.
# A second word: an id inside the first ("no": one that is not there), or a proposal of another room.
#
# 200 page · 403 role does not include it · 404 as if it did not exist · 405 method not offered
# 409 too late · 422 form with mistakes · in: to the sign-in · up: to the step-up · choose: to the
# chooser · lock: to the locked page · -> onward
"""


pytestmark = pytest.mark.django_db
type Table = dict[tuple[str, str, str], dict[str, str]]
_ASKED: dict[str, Table] = {}
# What the rules of this file name is asked by the gate too.
NAMED = frozenset(re.findall(r'"(\w+:\w+)"', Path(__file__).read_text()))
WHOLE = pytest.param("whole", marks=pytest.mark.slow("asks every address as everybody"))


@pytest.fixture(params=["sample", WHOLE], scope="module")
def extent(request) -> str:
    return request.param


@pytest.fixture
def addresses(world, extent) -> list[Ask]:
    """All of them, or those that the gate asks."""
    every = list(asks(world))
    return every if extent == "whole" else sampled(every, NAMED | one_of_each())


def one_of_each() -> set[str]:
    """Addresses at which together each person is answered in each way the table knows for them."""
    said: dict[str, set[tuple[str, str]]] = {}
    for (name, _thing, _method), row in expected().items():
        said.setdefault(name, set()).update(row.items())
    left, chosen = set[tuple[str, str]]().union(*said.values()), set[str]()
    while left:
        best = max(said, key=lambda name: len(said[name] & left))
        chosen.add(best)
        left -= said[best]
    return chosen


@pytest.fixture
def found(world, addresses, extent, monkeypatch) -> Table:
    """{(address, thing, method): {person: answer}}, asked once for all tests of this file."""
    if extent in _ASKED:
        return _ASKED[extent]
    asked = _ASKED.setdefault(extent, {})
    _AT_THE_GUARD.clear()
    people = browsers(world)
    typed = {"member": str(world.people["vesna"].member.pk)}
    # Thousands of requests: on a slow machine somebody would be idle for too long meanwhile.
    monkeypatch.setattr(sessions, "IDLE", dt.timedelta(hours=8))
    for ask in addresses:
        for method in ("GET", "POST"):
            asked[ask.name, ask.thing, method] = {
                person: _answered(ask, method, person, people, typed) for person in COLUMNS
            }
    return asked


_AT_THE_GUARD: dict[tuple[str, str, str], str] = {}
_WRITTEN: dict[str, set[tuple[str, str]]] = {}


def _answered(ask: Ask, method: str, person: str, people, typed: dict[str, str]) -> str:
    """Whom the guard stops, for want of a place, a role or the method, it stops before anything
    looks at the thing in the address: they are asked once per address, which saves half of all
    requests."""
    key = (ask.name, method, person)
    if key in _AT_THE_GUARD:
        return _AT_THE_GUARD[key]
    with noting() as noted:
        response = respond(people[person], ask, method, **typed)
    said = in_a_word(response)
    if method == "GET":
        _WRITTEN.setdefault(person, set()).update(noted)
    if ask.guard.startswith("member") and _at_the_guard(response):
        _AT_THE_GUARD[key] = said
    return said


def _at_the_guard(response) -> bool:
    if response.status_code == 405 or response.wsgi_request.actor is None:
        return True
    # A view's own 403 says something else, and may look at the thing first.
    if response.status_code != 403:
        return False
    content = response.content.decode()
    return any(sentence in content for sentence in _of_the_role())


@cache
def _of_the_role() -> list[str]:
    """In every language an account may have."""
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append(gettext("Your role does not include this. Ask your intake officer."))
    return found


def written(found) -> str:
    lines = [HEAD]
    head = f"{'# address':34} {'thing':16} {'':4} " + " ".join(f"{p:>8}" for p in COLUMNS)
    lines.append(head)
    for (name, thing, method), row in found.items():
        answers = " ".join(f"{row[person]:>8}" for person in COLUMNS)
        lines.append(f"{name:34} {thing.replace(' ', '_'):16} {method:4} {answers}")
    return "\n".join(lines) + "\n"


def expected() -> dict[tuple[str, str, str], dict[str, str]]:
    rows = {}
    for line in TABLE.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split()
        at = next(i for i, part in enumerate(parts) if part in ("GET", "POST"))
        name, thing = " ".join(parts[: at - 1]), parts[at - 1].replace("_", " ")
        rows[name, thing, parts[at]] = dict(zip(COLUMNS, parts[at + 1 :], strict=True))
    return rows


def test_every_answer_is_the_one_in_the_table(found, extent):
    if WRITE and extent == "whole":
        TABLE.write_text(written(found))
    wanted = expected()
    surprises = [
        f"{method} {name} ({thing}) as {person}: {said}, the table says "
        f"{wanted.get((name, thing, method), {}).get(person, 'nothing: a new address, add it')}"
        for (name, thing, method), row in found.items()
        for person, said in row.items()
        if wanted.get((name, thing, method), {}).get(person) != said
    ]
    assert surprises == []


def test_the_table_holds_no_address_that_is_gone(world):
    there = {(ask.name, ask.thing, method) for ask in asks(world) for method in ("GET", "POST")}
    assert sorted(set(expected()) ^ there) == []
    assert {name.split(" ")[0] for name, _t, _m in there} == {name for _p, name, _v in routes()}


def test_every_kind_of_answer_was_seen(found):
    """Also of the sample: each way to be refused, and every role's own pages, stand among it."""
    kinds = {answer for row in expected().values() for answer in row.items()}
    seen = {answer for row in found.values() for answer in row.items()}
    assert sorted(kinds - seen) == []


def test_no_answer_is_a_server_error(found):
    broken = [
        f"{method} {name} ({thing}) as {person}: {said}"
        for (name, thing, method), row in found.items()
        for person, said in row.items()
        if said.startswith("5")
    ]
    assert broken == []


def test_no_get_writes_but_the_logs_and_that_somebody_was_here(found):
    """Everybody at every address; `test_get_writes_nothing` compares the tables themselves."""
    wrong = {
        (person, table, column)
        for person, noted in _WRITTEN.items()
        for table, column in noted
        if table not in MAY_GROW and column not in LAST_SEEN.get(table, ())
    }
    assert wrong == set()
    assert ("audit_entry", "row") in _WRITTEN["bea"], "what is written is noted"


# What follows knows nothing of the table: rules that hold whatever it says.

GUARDED = {name: view.guard for _path, name, view in routes()}


def test_nobody_without_a_place_gets_past_a_member_guard(found):
    wrong = [
        f"{method} {name} ({thing}) as {person}: {row[person]}"
        for (name, thing, method), row in found.items()
        if GUARDED[name.split(" ")[0]].startswith("member")
        for person in ("ended", "nohat", "disabled", "locked", "nobody")
        if row[person] not in ("in", "choose", "lock", "403", "405")
    ]
    assert wrong == []


# Who may know that a thing exists. A role's 403 comes before the thing is looked for.
KNOW = {
    "ana's": {"ana"},
    "sent": {"ana", "goran", "bea", "milan"},
    "accepted": {"ana", "goran", "bea", "milan", "vesna"},
    "excluding": {"ana", "goran", "bea"},
    "file": {"bea", "milan", "vesna"},
    "out": {"bea"},
    "health's": {"jelena"},
    "referred": {"bea", "milan", "jelena"},
    "unseen": {"bea", "milan"},
    "over": {"bea", "milan"},
    "table": {"bea", "milan", "vesna", "jelena"},
    "unlooked": {"bea", "milan", "vesna"},
    "meeting": set(),
    "word": {"bea", "milan"},
    "taken": {"bea", "milan"},
    "away": {"jelena"},
}
# The stone of what was taken back is for the recipient, who has no key to it any more.
ALSO = {("cases:ended", "over"), ("notifications:open", "over")}
# A coordinator knows that something waits, and calls its two sides together without seeing more.
WAITING = {"cases:convene": {"mirjana", "zoran"}}


def like_unknown(found, name: str, thing: str, method: str) -> dict[str, str]:
    """What the same address answers for a first blank that does not exist."""
    return found[name, " ".join(["unknown", *thing.split()[1:]]), method]


def test_what_one_may_not_know_answers_like_what_does_not_exist(found):
    wrong = [
        f"{method} {name} ({thing}) as {person}: {row[person]}, unknown: {unknown}"
        for (name, thing, method), row in found.items()
        if name.startswith(("cases:", "tipline:", "notifications:open"))
        and (name, thing.split()[0]) not in ALSO
        and thing.split()[0] in KNOW
        for person in COLUMNS
        if person not in KNOW[thing.split()[0]] | WAITING.get(name, set())
        for unknown in [like_unknown(found, name, thing, method)[person]]
        if row[person] != unknown or row[person] == "200"
    ]
    assert wrong == []


def test_whoever_may_know_reads_it(found):
    """The rule above would also hold if nobody could read anything."""
    pages = {
        "cases:read": ("sent", "accepted", "excluding", "referred", "unseen", "over"),
        "cases:file": ("file", "out", "health's"),
        "tipline:read": ("word", "taken", "away"),
        "cases:conference": ("table", "unlooked", "meeting"),
    }
    for page, things in pages.items():
        for thing in things:
            assert doers(found, page, thing, "GET", "200") == KNOW[thing], thing


def doers(found, name: str, thing: str, method: str = "POST", said: str = "->") -> set[str]:
    return {person for person, answer in found[name, thing, method].items() if answer == said}


# What goes from the centre to the health centre is answered there, and by nobody of the centre.
RECEIVERS = (("referred", "unseen", "over"), ("jelena",))


def test_only_the_recipient_answers(found):
    """Ana and Goran see their own report; what the recipient does is not theirs to do."""
    verbs = ("open_packet", "accept", "assign", "start_work", "give_feedback", "finish",
             "open_file")  # fmt: skip
    wrong = [
        f"{name} ({thing}) as {person}: {row[person]}"
        for (name, thing, method), row in found.items()
        if method == "POST" and name in {f"cases:{verb}" for verb in verbs}
        for person in ("ana", "goran", "jelena", "nikola", "mirjana", "zoran", "dora", "cora")
        if not (thing in RECEIVERS[0] and person in RECEIVERS[1])
        # 422: the form offers Goran his own colleagues, and Vesna is none of them.
        if row[person] not in ("403", "404", "422" if name == "cases:assign" else "404")
    ]
    assert wrong == []


def test_what_was_taken_back_or_not_let_go_yet_opens_to_nobody_of_the_recipient(found):
    for name, thing, method in found:
        if thing in ("over", "unseen") and (name, thing) not in ALSO:
            said = found[name, thing, method]["jelena"]
            assert said == found[name, "unknown", method]["jelena"], (name, thing, method, said)
    assert doers(found, "cases:ended", "over", "GET", "200") == {"jelena"}


def test_nobody_decides_alone(found):
    """Mirjana proposed both; Zoran of the same network decides. Bea sent it; Milan looks at it."""
    assert doers(found, "deadlines:adopt_rule", "vranje") == {"zoran"}
    assert doers(found, "reference:confirm", "code") == {"zoran"}
    for name, thing in (("deadlines:withdraw_rule", "vranje"), ("reference:withdraw", "code")):
        assert doers(found, name, thing) == {"mirjana"}
    assert doers(found, "cases:approve", "unseen") == {"milan"}
    assert doers(found, "cases:conference_second", "unlooked") == {"milan"}


def test_of_a_conference_a_coordinator_has_the_row_and_an_invited_one_no_word_of_the_leaders(found):
    row = {"bea", "milan", "jelena", "mirjana", "zoran"}
    assert doers(found, "meetings:read", "table", "GET", "200") == row
    assert doers(found, "meetings:read", "unlooked", "GET", "200") == {"bea", "milan"}
    for name in ("cases:minutes", "cases:decide", "cases:call_off", "cases:print_minutes"):
        assert doers(found, name, "table", "GET", "200") <= {"bea", "milan", "vesna"}
    assert doers(found, "cases:open_shared", "table") == {"jelena"}
    assert doers(found, "meetings:read", "meeting", "GET", "200") == {
        "goran", "bea", "milan", "mirjana", "zoran",
    }  # fmt: skip


def test_an_institution_writes_only_its_own_calendar_and_logins(found):
    for name in ("deadlines:end_absence", "deadlines:end_duty"):
        assert doers(found, name, "csw's") == {"bea", "milan"}
    assert doers(found, "directory:replace_lost_login", "csw's", said="200") == {"bea", "milan"}
    # The deputy of each seat confirms the changes of their own institution's roster.
    assert doers(found, "deadlines:see_roster", "-") == {"goran", "milan", "nikola", "dora"}


def test_counts_are_for_the_network_and_made_by_who_opens_no_file(found):
    assert doers(found, "statistics:make", "vranje") == {"dora"}
    for name in ("statistics:show", "statistics:export"):
        assert doers(found, name, "csw's", "GET", "200") == {"mirjana", "zoran", "dora"}


def test_a_deadline_is_seen_by_its_institution_only(found):
    """Its rule and hours tell how urgent it is: coordinators do not see it."""
    assert doers(found, "deadlines:deadline", "sent", "GET", "200") == {"bea", "milan", "vesna"}
    assert doers(found, "deadlines:deadline", "excluding", "GET", "200") == set()


def test_another_town_is_told_nothing_about_this_one(found):
    """Cora has every right of an intake holder, in another network."""
    wrong = [
        f"{method} {name} ({thing}): {row['cora']}"
        for (name, thing, method), row in found.items()
        if thing.split()[0] in {*KNOW, "csw's", "csw", "vranje"}
        and GUARDED[name.split(" ")[0]].startswith("member")
        and row["cora"] not in ("404", "403", "405")
        and row["cora"] != like_unknown(found, name, thing, method)["cora"]
    ]
    assert wrong == []


def test_without_the_step_up_every_such_address_asks_for_it(world, addresses):
    people = {name: world.people[name] for name in ("bea",)}
    with undone():
        browser = people["bea"].sign_in(stepped_up=False)
        unstep(world)
        wrong = [
            f"{method} {ask.name}: {said}"
            for ask in addresses
            if "step-up" in ask.guard
            for method in ("GET", "POST")
            for said in [answer(browser, ask, method)]
            if said not in ("up", "403", "405")
        ]
    assert wrong == []


def test_a_post_from_another_page_is_refused_everywhere(world, addresses):
    """No CSRF token, no action: every form with a cookie; a foreign origin: every one without."""
    from django.test import Client

    with undone():
        signed_in = world.people["bea"].sign_in()
        strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
        strict.cookies = signed_in.cookies
        wrong = []
        for ask in addresses:
            with undone():
                response = strict.post(
                    ask.path, {}, headers={"Origin": "https://elsewhere.example"}
                )
            # 405: no POST here at all; 404: no such thing, found before the form was looked at.
            if response.status_code not in (403, 405) and not _harmless(ask, response):
                wrong.append(f"{ask.name} ({ask.thing}): {response.status_code}")
    assert wrong == []


def _harmless(ask: Ask, response) -> bool:
    return ask.guard == "public" and ask.name in ("healthz", "readyz")


def test_somebody_without_a_place_is_led_to_the_chooser_and_not_in_circles(world):
    from tests.harness.world import somebody_without_membership

    with undone():
        browser = somebody_without_membership("jos.jedan").sign_in()
        seen, path = [], "/desk/"
        for _turn in range(6):
            response = browser.get(path)
            if response.status_code != 302:
                break
            path = response["Location"]
            seen.append(path)
        assert response.status_code == 200, f"round and round: {seen}"


@pytest.mark.slow("posts to every address twice as each role")
@pytest.mark.parametrize("person", MEMBERS)
def test_an_empty_or_mistyped_post_breaks_nothing(world, person):
    junk = {"token": "x", "member": "не постоји", "revision": "много", "reason": "\x00", "q": "R-!"}
    broken = []
    with undone():
        browser = world.people[person].sign_in()
        for ask in asks(world):
            if "unknown" in ask.thing:
                continue
            for data in ({}, junk):
                with undone():
                    status = browser.post(ask.path, data).status_code
                if status >= 500:
                    broken.append(f"{ask.name} ({ask.thing}) {sorted(data)}: {status}")
            if person not in ("bea", "ana", "mirjana"):
                break
    assert broken == []
