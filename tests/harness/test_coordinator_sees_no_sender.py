"""The coordinator sees no sender of a report anywhere, whoever it is, nor hours that tell urgency.

Every page, file, export and list that a coordinator may GET is read twice: before and after reports
were planted whose senders are at the table, and of each urgency, late and not late. What tells a
sender or an urgency must not stand there once more than before.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from spona import deadlines
from spona.access.actor import VISITOR, Actor
from spona.cases.jobs import escalate
from spona.cases.models import Referral
from spona.cases.referrals.actions import give_feedback, open_packet, send
from spona.crypto.kdf import SMALLEST
from spona.deadlines.models import Deadline
from spona.demo import world as invented
from spona.directory.actions import create_institution
from spona.directory.actions.people import add_member, add_person
from spona.directory.actions.seats import seat
from spona.directory.actor import actor_for
from spona.directory.models import Institution
from spona.identity import sessions
from spona.identity.actions import create_account
from spona.reference.models import Code
from spona.reference.scripts import latin
from spona.tipline import actions as tipline
from spona.tipline.payload_schemas import FirstMessage
from spona.vault.actions import draw_code
from tests.cases.packets import packet
from tests.harness.asking import Ask, asks, respond
from tests.harness.world import undone

DEMO = Actor.system("demo")
COORDINATOR = "mirjana"
# Of each planted institution and person, in both scripts: nobody else's name has them.
NAMES = (
    ("Жвркуљак", "Žvrkuljak", "Пејка Црнокљун", "Pejka Crnokljun"),
    ("Бршљанко", "Bršljanko", "Ћира Мргудић", "Ćira Mrgudić"),
    ("Чварковац", "Čvarkovac", "Ђока Штиглић", "Đoka Štiglić"),
)
TIPPED = ("Његован Пљускић", "Njegovan Pljuskić", "064 777 88 99")
PLANTED = [part for one in (*NAMES, TIPPED) for part in one]
URGENCIES = ("immediate", "urgent", "regular")
# Lengths and times of day: "3 h", "2 ч 20 мин", "9:20".
HOURS = re.compile(r"\b\d{1,4} ?(?:h|min|ч|мин|сат\w*|hours?)\b|\b\d{1,2}:\d\d\b")


pytestmark = pytest.mark.django_db


@dataclass
class Planter:
    institution: Institution
    actor: Actor


@pytest.fixture
def long_sessions(monkeypatch) -> None:
    monkeypatch.setattr(sessions, "IDLE", dt.timedelta(hours=8))


def seated(world, names: tuple[str, ...]) -> Planter:
    """An institution of the table with somebody who reports."""
    body, body_latin, person, _latin = names
    made = create_institution(
        {"sr": body, "sr-Latn": body_latin, "en": body_latin}, sector="school",
        town=world.csw.town, by=DEMO, example=True,
    )  # fmt: skip
    seat(made, network=world.vranje, by=DEMO)
    login = f"podmetnut.{NAMES.index(names)}"
    account = create_account(
        login=login, password=invented.PASSWORD, language="sr", by=Actor.system("operator"),
        cost=SMALLEST,
    ).account  # fmt: skip
    somebody = add_person(person, institution=made, by=DEMO, account=account, example=True)
    add_member(somebody, institution=made, roles=["reporter"], by=DEMO)
    actor = actor_for(account)
    assert actor is not None
    return Planter(made, actor)


def plant(world, planters: list[Planter]) -> list[Referral]:
    """Of each urgency one that is late and one that was just sent; one waits for its sender."""
    bea, made = world.people["bea"], []
    for urgency, planter in zip(URGENCIES, planters, strict=True):
        for days in (-40, 0):
            with deadlines.moved(deadlines.in_days(days)):
                sent = send(
                    packet(urgency=urgency), network=world.vranje, recipient=world.csw,
                    by=planter.actor,
                )  # fmt: skip
        opened, *_rest = open_packet(sent, **bea.can)
        give_feedback(opened, message="Шта још знате?", **bea.can)
        with deadlines.moved(deadlines.in_days(-40)):
            late = send(
                packet(urgency=urgency), network=world.vranje, recipient=world.csw,
                by=planter.actor,
            )  # fmt: skip
        made += [sent, late]
    new = draw_code(by=VISITOR)
    said = FirstMessage("sr", f"Зове се {TIPPED[0]} ({TIPPED[1]}).", phone=TIPPED[2])
    tipline.send_message(said, network=world.vranje, code=new.code, excluded=[], by=VISITOR)
    escalate()
    return made


def read(browser: Client, addresses: Iterable[Ask]) -> dict[Ask, str]:
    """{address: all its text} of whatever this browser may GET."""
    found = {}
    for ask in addresses:
        response = respond(browser, ask, "GET")
        if response.status_code == 200:
            found[ask] = text_of(response)
    return found


def text_of(response: HttpResponse) -> str:
    data = response.getvalue()
    if data.startswith(b"%PDF"):
        opened = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=False
        )
        # What was uploaded under that name may be no paper at all.
        data = opened.stdout or data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return "\n".join(parts.read(one).decode("utf-8", "replace") for one in parts.namelist())
    return data.decode("utf-8", "replace")


def urgency_words() -> list[str]:
    """Every word of the list of urgencies, in every language, and what its rules are called."""
    rows = Code.objects.filter(list="urgency", valid_to=None)
    # "immediate (within 24 hours)": what is short stands alone too.
    words = {str(text).partition(" (")[0] for row in rows for text in row.words.values() if text}
    return sorted({shown.lower() for word in words for shown in (word, latin(word))})


def told(text: str, words: list[str]) -> Counter[str]:
    """How often each planted name, word of an urgency and length of time stands there."""
    small = text.lower()
    found = Counter({one: text.count(one) for one in PLANTED if one in text})
    found.update({one: small.count(one) for one in words if one in small})
    # Where a page says the time at which it was made, it says it each time.
    plain = re.sub(r"<(?:script|style).*?</(?:script|style)>|<[^>]+>", " ", text, flags=re.DOTALL)
    hours = len(HOURS.findall(plain))
    return found + Counter({"hours": hours} if hours else {})


def more(before: dict[Ask, str], after: dict[Ask, str]) -> list[str]:
    """The addresses that tell more of what was planted than before, and what."""
    words = urgency_words()
    return [
        f"{ask.path}: {dict(new)}"
        for ask, text in after.items()
        if (new := told(text, words) - told(before.get(ask, ""), words))
    ]


@pytest.mark.slow("reads every page of a coordinator")
def test_no_page_and_no_export_of_a_coordinator_tells_a_sender_or_an_urgency(world, long_sessions):
    planters = [seated(world, names) for names in NAMES]
    browser = world.people[COORDINATOR].sign_in()
    # Some of what is walked is made when it is asked for: before anything is taken back.
    addresses = list(asks(world))
    with undone():
        sent = plant(world, planters)
        after = read(browser, addresses)
        check_what_is_asked_for(world, browser, planters, sent)
        for_recipient = with_recipient(world)
    assert len(after) > 100, "the walk reaches what a coordinator has"
    cache.clear()
    words = urgency_words()
    before = read(browser, [ask for ask, text in after.items() if told(text, words)])
    assert more(before, after) == []
    # The same look finds them where they belong.
    assert all(names[0] in for_recipient or names[1] in for_recipient for names in NAMES)
    assert for_recipient["hours"]
    assert set(for_recipient) & set(words)


def check_what_is_asked_for(world, browser, planters, sent) -> None:
    """Pages that are there only by a reference or an id that somebody knows."""
    for one in sent:
        # Everybody may be invited to a meeting, so all names are there, and none of them is ticked.
        page = browser.get(f"/r/{one.reference}/convene/").content.decode()
        ticked = re.findall(r'value="([^"]+)"[^>]* checked', page)
        assert ticked == [str(world.csw.pk)]
        assert len({page.count(planter.institution.words["sr"]) for planter in planters}) == 1
        for deadline in Deadline.objects.filter(subject_id=one.pk):
            assert browser.get(f"/deadlines/{deadline.pk}/").status_code == 404


def with_recipient(world) -> Counter[str]:
    """What the recipient reads of the same reports."""
    found = Counter[str]()
    bea = world.people["bea"].sign_in()
    for path in ("/desk/", "/inbox/"):
        found += told(text_of(bea.get(path)), urgency_words())
    return found
