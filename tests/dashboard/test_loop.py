"""The loop as a person sees it: from snapshots, kindly, and sealed on the way."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.utils import timezone

from spona.cases.referrals.actions import send, withdraw
from spona.cases.referrals.facts_counted import facts_of
from spona.directory import actions as directory
from spona.identity.models import Session
from spona.statistics import codes
from spona.statistics.models import ReportCount, Snapshot
from spona.statistics.report_record import OUTCOME
from spona.statistics.rules import current_rule
from spona.vault import actions as vault
from spona.vault.models import Section
from tests.cases.packets import packet
from tests.cases.world import DEMO, _somebody, build
from tests.shared_world import kept

LOOP = "/loop/"


def _build():
    made = build()
    made.people["luka"] = _somebody("luka", made.city, "reporter")
    for name in ("luka", "cora"):
        account = made.people[name].account
        network = made.vranje if name == "luka" else made.nis
        role = {"network": network, "role": "analyst", "by": DEMO}
        directory.give_network_role(made.people[name].member, **role)
        vault.create_statistics_key(network, analysts=[account], by=DEMO)
    for one in made.people.values():
        one.account.language = "en"
        one.account.save(update_fields=["language"])
    return made


_built, world = kept(_build)


@pytest.fixture
def ask(world):
    browsers = {}

    def asked(who, path, data=None):
        if who not in browsers:
            browsers[who] = world.people[who].sign_in()
            Session.objects.filter(account=world.people[who].account).update(
                stepped_up_at=timezone.now()
            )
        browser = browsers[who]
        return browser.get(path) if data is None else browser.post(path, data)

    return asked


@pytest.fixture
def sent(world):
    return send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)


def text(answer):
    return answer.content.decode()


def shown(world, **numbers):
    """A snapshot as it is stored, with these numbers of reports by outcome."""
    cells = [[code, "", number] for code, number in numbers.items()]
    total = sum(numbers.values())
    if not numbers:
        return _kept(world, [])
    tables = [
        {"dimensions": ["outcome", "sector"], "cells": [["", "", total], *cells, ["", "school", 40]]},
        {"dimensions": ["sector", "whole"], "cells": [["school", "yes", 25]]},
        {"dimensions": ["sector", "lacks_age"], "cells": [["school", "yes", 15]]},
    ]  # fmt: skip
    return _kept(world, tables)


def _kept(world, tables):
    domain = {"outcome": list(OUTCOME), "sector": [*codes.SECTORS, "other"], "whole": ["yes", "no"]}
    box = vault.create_box(
        "counted", owner=None, sections={"count": {"schema": 1}},
        grants={"count": [vault.to_statistics(world.vranje.pk)]}, by=DEMO,
    )  # fmt: skip
    return Snapshot.objects.create(
        network=world.vranje, period="2026-01", made_by=world.luka.account, exact=box,
        rule_version=current_rule().version,
        tables={"domain": {}, "tables": [], "reports": {"domain": domain, "tables": tables}},
    )  # fmt: skip


def test_a_report_is_counted_when_it_goes_out_and_ends_when_it_is_taken_back(world, sent):
    row = ReportCount.objects.standing().get()
    assert row.report == sent.pk
    withdraw(sent, by=world.ana.actor)
    assert not ReportCount.objects.standing().exists()


def test_facts_are_yes_or_no_by_which_fields_are_filled():
    sent = packet()
    found = facts_of(sent.cover, sent.body)
    assert found.keys() == codes.FACTS.keys()
    assert set(found.values()) <= {True, False}
    assert found["basis"]
    assert found["age"]


def test_who_received_it_writes_what_became_of_it(world, ask, sent):
    path = f"{LOOP}outcomes/{sent.reference}/"
    assert sent.reference in text(ask("bea", LOOP + "outcomes/"))
    page = ask("bea", path)
    assert page.status_code == 200
    wrong = ask("bea", path, {"outcome": "identified", "revision": 1})
    assert wrong.status_code == 422
    assert "from whom" in text(wrong)
    said = {"outcome": "identified", "heard": "letter", "asked": ["age"], "revision": 1}
    assert ask("bea", path, said).status_code == 302
    # Two at once: the second one is told, and nothing is lost.
    again = ask("bea", path, said | {"outcome": "rejected"})
    assert again.status_code == 409
    section = Section.objects.get(box=ReportCount.objects.get().box_id)
    document = vault.open_section(section, **world.bea.can)
    assert (document["outcome"], document["asked"]) == ("identified", ["age"])
    assert document["sector"] == "school"
    with connection.cursor() as cursor:
        for table in ("statistics_reportcount", "vault_section", "audit_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "identified" not in str(cursor.fetchall()), table


@pytest.mark.parametrize("who", ["hana", "kosta", "cora", "nina"])
def test_nobody_else_opens_or_writes_it(world, ask, sent, who):
    path = f"{LOOP}outcomes/{sent.reference}/"
    assert ask(who, path).status_code in (403, 404)
    assert ask(who, path, {"outcome": "rejected", "revision": 1}).status_code in (403, 404)
    assert sent.reference not in text(ask(who, LOOP + "outcomes/"))


def test_what_went_on_paper_the_sender_writes_down(world, ask):
    row = send(
        packet(), network=world.vranje, recipient=world.police, by=world.ana.actor, on_paper=True
    )
    assert ask("ana", f"{LOOP}outcomes/{row.reference}/").status_code == 200


def test_what_somebody_is_locked_out_of_stays_shut_to_them(world, ask):
    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_people=[world.boris.member.person_id],
    )  # fmt: skip
    assert ask("boris", f"{LOOP}outcomes/{row.reference}/").status_code == 404
    assert ask("bea", f"{LOOP}outcomes/{row.reference}/").status_code == 200


def test_the_page_tells_the_five_outcomes_and_the_facts_that_are_missing(world, ask):
    shown(world, identified=57, not_assessed_as_victim=19, rejected=31, discontinued=10, pending=51)
    page = text(ask("luka", LOOP))
    assert "168 reports were counted, in 57 somebody was identified." in page
    for number in (57, 19, 31, 10, 51):
        assert f">{number}<" in page
    assert "25 of 40 had all facts" in page
    assert "Age, or that it is not sure" in page


def test_nobody_is_told_which_sectors_sent_nothing(world, ask, sent):
    """Of two at a table the one that is not named silent would be the one that sent."""
    for name in ("kosta", "luka"):
        assert "no report has come yet" not in text(ask(name, LOOP))


def test_without_a_snapshot_and_with_small_numbers_it_is_calm(world, ask):
    assert "No snapshot yet" in text(ask("luka", LOOP))
    shown(world)
    page = text(ask("luka", LOOP))
    assert "Too few reports to show a number, perhaps none. Zero is normal." in page
    assert "<strong>0</strong>" not in page


def test_another_network_and_other_roles_see_nothing(world, ask):
    shown(world, identified=57, pending=51)
    assert ask("cora", LOOP + "?network=vranje").status_code == 404
    assert "57" not in text(ask("cora", LOOP)).split("<main")[1]
    assert ask("ana", LOOP).status_code == 403
    assert ask("cora", LOOP + "vranje/spona.csv").status_code == 404


def test_the_same_numbers_as_a_table(world, ask):
    shown(world, identified=57, pending=51)
    content = ask("luka", LOOP + "vranje/spona.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[2][:3] == ["all", "Identified", "57"]
    assert any(row[2] == "not shown" for row in rows)
    assert ask("luka", LOOP + "vranje/spona.exe").status_code == 404


def test_numbers_of_the_demo_say_that_they_are_invented(world, ask, settings):
    shown(world, identified=40)
    assert "example, invented" not in text(ask("kosta", LOOP))
    settings.SPONA_KIND = "demo"
    assert "example, invented" in text(ask("kosta", LOOP))
    assert "example, invented" in text(ask("kosta", LOOP + "vranje/spona.csv"))
