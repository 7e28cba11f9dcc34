"""A town that was born by the commands counts: from the first invitation to the first snapshot."""

import re
import time

import pyotp
import pytest
from django.test import Client
from django.utils import timezone, translation

from spona.access.actor import Actor
from spona.cases.models import Case
from spona.cases.referrals.actions import accept, open_packet, send
from spona.cli import networks
from spona.cli.init.invitation import invite_first
from spona.deadlines.actions import load_rules
from spona.directory import actions as directory
from spona.directory.actor import actor_for
from spona.directory.models import ConditionCode, Institution, Member, Network
from spona.identity import wraps
from spona.identity.actions import confirm_recovery_code
from spona.identity.keyring import keyring_of
from spona.reference.actions import load_reference
from spona.statistics.models import CountSheet, Snapshot
from spona.statistics.sheet import records_in
from spona.vault import queries
from spona.vault.actions import create_intake_key, open_section
from spona.vault.models import Section, StatisticsKey
from tests.cases.packets import packet
from tests.cli.test_networks import ADD

PASSWORD = "cetiri male lampe"
BODIES = {
    "social_work": "Центар за социјални рад Зрењанин",
    "local_government": "Град Зрењанин",
    "school": "Школа Зрењанин",
}


class Person:
    """Came in by a printed invitation, with an own password and an own app."""

    def __init__(self, login, printed):
        code = re.search(r"(?:\w{4}-){7}\w{4}", printed)[0]
        with translation.override("en"):
            made = directory.accept_invitation(code, login=login, password=PASSWORD, language="en")
        confirm_recovery_code(login=login, typed=made.recovery_code, address="127.0.0.1")
        self.account, self.secret = made.account, made.totp_secret
        self.member = Member.objects.get(person__account=made.account)

    @property
    def can(self):
        usk = wraps.open_by_password(self.account, PASSWORD)
        by = actor_for(self.account, member_id=self.member.pk)
        return {"by": by, "keys": keyring_of(self.account, usk)}

    def sign_in(self):
        browser = Client()
        code = pyotp.TOTP(self.secret).at(int(time.time()))
        typed = {"login": self.account.login, "password": PASSWORD, "code": code}
        assert browser.post("/en/login/", typed).status_code == 302
        return browser

    def step_up(self, browser):
        code = pyotp.TOTP(self.secret).at(int(time.time()) + 30)
        assert browser.post("/step-up/", {"password": PASSWORD, "code": code}).status_code == 302


@pytest.fixture
def town(db, capsys):
    """Zrenjanin on its first day: three bodies, and who was let in first at each."""
    by = Actor.system("import")
    load_reference(by=by)
    load_rules(by=by)
    directory.load_directory(by=by)
    assert networks.run(ADD) == 0
    for sector, name in BODIES.items():
        args = ["institution", "zrenjanin", "--cyrillic", name, "--sector", sector]
        latin = ["--latin", f"{sector} Zrenjanin"]
        assert networks.run([*args, *latin]) == 0, capsys.readouterr().out
    here = {one.sector: one for one in Institution.objects.filter(town__slug="zrenjanin")}

    def first(name, sector, role, coordinates=""):
        capsys.readouterr()
        assert invite_first(here[sector].code, name, "", [role], coordinates) == 0
        return Person(name.lower(), capsys.readouterr().out)

    people = {
        "vera": first("Vera", "local_government", "director", "zrenjanin"),
        "bea": first("Bea", "social_work", "intake_holder"),
        "ana": first("Ana", "school", "reporter"),
    }
    for name in ("lena", "mira"):
        city, vera = here["local_government"], people["vera"]
        person = directory.add_person(name.title(), institution=city, by=vera.can["by"])
        code = directory.invite(person, institution=city, roles=["reporter"], by=vera.can["by"])
        people[name] = Person(name, code)
    create_intake_key(
        here["social_work"], holders=[people["bea"].account], by=people["bea"].can["by"]
    )
    network = Network.objects.get(slug="zrenjanin")
    met = dict.fromkeys(ConditionCode.values, timezone.localdate())
    directory.open_casework(network, conditions=met, by=Actor.system("demo"))
    return people | {"network": network, "csw": here["social_work"]}


def fields(page):
    return dict(re.findall(r'name="(token)"[^>]*value="([\w-]+)"', page.content.decode()))


def accepted(town):
    """A report of the school that the centre took over; its file."""
    town["network"].refresh_from_db()
    sent = send(packet(), network=town["network"], recipient=town["csw"], by=town["ana"].can["by"])
    opened, _document = open_packet(sent, **town["bea"].can)
    return accept(opened, **town["bea"].can).to_case


def test_from_the_first_invitation_to_the_first_snapshot(town):
    vera, analysts = town["vera"], [town["lena"], town["mira"]]
    early = accepted(town)
    browser = vera.sign_in()
    for one in analysts:
        page = browser.get("/network/roles/zrenjanin/")
        typed = {"member": str(one.member.pk), "role": "analyst"} | fields(page)
        assert browser.post("/network/roles/zrenjanin/", typed).status_code == 302
    step = browser.get("/start/zrenjanin/statistics/").content.decode()
    assert "not made yet: nothing is counted" in step
    assert 'href="/keys/numbers/zrenjanin/"' in step
    assert (
        'href="/keys/numbers/zrenjanin/begin/"'
        in browser.get("/keys/numbers/zrenjanin/").content.decode()
    )
    ticked = {"analysts": [str(one.account.pk) for one in analysts]}
    # Without password and code shown again nothing is made.
    browser.post("/keys/numbers/zrenjanin/begin/", ticked)
    assert not StatisticsKey.objects.exists()
    vera.step_up(browser)
    made = browser.post("/keys/numbers/zrenjanin/begin/", ticked)
    assert (made.status_code, made["Location"]) == (302, "/keys/numbers/zrenjanin/")
    assert len(queries.counting_in(town["network"].pk).able) == 2

    file = accepted(town)
    lena = town["lena"].can
    assert not Section.objects.visible_to(lena["by"]).filter(box__in=[file.box, early.box]).exists()
    assert not Case.objects.visible_to(lena["by"]).exists(), "who counts sees no file"
    # What was opened before the key is counted like the rest, once the sheet is written.
    bea = town["bea"].sign_in()
    path = "/cases/services-given/"
    shown = bea.post(path, {"sheet_show": ""}).content.decode()
    seen = re.search(r'name="sheet_seen" value="([^"]*)"', shown)[1]
    assert bea.post(path, {"sheet_update": "", "sheet_seen": seen}).status_code == 302
    sheet = Section.objects.visible_to(lena["by"]).get(box=CountSheet.objects.get().box)
    records = list(records_in(open_section(sheet, **lena)))
    assert [one["cohort_year"] for one in records] == [timezone.localdate().year] * 2

    counting = town["lena"].sign_in()
    town["lena"].step_up(counting)
    counted = counting.post("/statistics/make/zrenjanin/")
    assert counted.status_code == 302, counted.content.decode()
    assert Snapshot.objects.filter(network=town["network"]).count() == 1
    assert "Fewer than" in counting.get(counted["Location"]).content.decode()
    assert counted["Location"] in browser.get("/statistics/").content.decode()


def test_who_is_not_its_coordinator_gets_nothing(town):
    for name in ("bea", "ana", "lena"):
        browser = town[name].sign_in()
        town[name].step_up(browser)
        ticked = {"analysts": [str(town["lena"].account.pk)]}
        sent = browser.post("/keys/numbers/zrenjanin/begin/", ticked)
        assert sent.status_code == 403
    assert not StatisticsKey.objects.exists()
