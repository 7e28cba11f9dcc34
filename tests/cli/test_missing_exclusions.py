"""Whose row of a lock-out was taken away is known to the backup alone; that one is gone, and where,
the operator reads.
"""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from spona.access.exclusion_marks import PERSON, mark
from spona.cases.case.models import CaseExclusion
from spona.cases.casefile.actions import exclude
from spona.cases.models import Case, Exclusion
from spona.cases.referrals.actions import accept, open_packet, send
from spona.cli.doctor.command import CHECKS
from spona.cli.doctor.network import exclusion_rows
from spona.cli.verify import verify
from spona.tipline import actions as tipline
from spona.tipline.models import Tip, TipExclusion
from spona.tipline.payload_schemas import FirstMessage
from spona.vault.actions import draw_code
from tests.cases.packets import packet
from tests.cases.world import build
from tests.shared_world import kept

_built, world = kept(build)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def hidden(world):
    """Kind → what Vera or the health centre is locked out of: a file, its report and a message."""
    sent = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    opened, _packet = open_packet(sent, **world.bea.can)
    accept(opened, **world.bea.can)
    case = Case.objects.get()
    exclude(case, member=world.vera.member, **world.bea.can)
    word = FirstMessage("sr", "У кући преко пута ради неколико девојака.")
    code = draw_code(by=world.ana.actor).code
    tip = tipline.send_message(
        word, network=world.vranje, code=code, excluded=[world.health.pk], by=world.ana.actor
    )
    return {CaseExclusion: case, Exclusion: sent, TipExclusion: tip}


def looked(capsys) -> tuple[str, int, list[str]]:
    """(level of doctor's finding, what verify ends with, the sentences that both say)."""
    capsys.readouterr()
    code, printed = verify(), capsys.readouterr().out
    findings = exclusion_rows()
    sentences = [one.sentence for one in findings if one.level != "ok"]
    assert all(one in printed and "restore the last backup" in printed for one in sentences)
    assert all("restore the last backup" in one.todo for one in findings if one.level != "ok")
    return findings[0].level, code, sentences


def test_where_every_row_stands_nothing_is_red(world, hidden, capsys):
    assert exclusion_rows in CHECKS
    assert looked(capsys) == ("ok", 0, [])


@pytest.mark.parametrize("model", [CaseExclusion, Exclusion, TipExclusion])
@pytest.mark.parametrize("how", ["gone", "another's"])
def test_a_row_that_is_gone_or_anothers_is_named_by_its_reference(
    world, hidden, capsys, model, how
):
    if how == "gone":
        model.objects.all().delete()
    else:
        model.objects.update(mark=mark(PERSON, world.boris.member.person_id))
    row = "1 row by which somebody is locked out is missing or altered."
    assert looked(capsys) == ("red", 1, [f"Of {hidden[model].reference}, {row}"])


def test_several_are_counted_and_nothing_is_said_of_who_it_was(world, hidden, capsys):
    case = hidden[CaseExclusion]
    exclude(case, member=world.boris.member, **world.bea.can)
    CaseExclusion.objects.all().delete()
    rows = "2 rows by which somebody is locked out are missing or altered."
    assert looked(capsys) == ("red", 1, [f"Of {case.reference}, {rows}"])
    finding = str(exclusion_rows()[0])
    for who in (world.vera, world.boris):
        assert who.member.person.name not in finding
        assert who.account.login not in finding
    # Neither an id nor a mark.
    assert re.findall(r"[0-9a-f]{8}", finding) == []


def test_a_row_that_somebody_planted_is_named_too(world, hidden, capsys):
    """With the mark of another row, a colleague would find the report no more."""
    sent = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    digest = TipExclusion.objects.get().mark
    Exclusion.objects.bulk_create([Exclusion(referral=sent, mark=digest, mac=b"\1" * 32)])
    row = "1 row by which somebody is locked out is not written by Spona."
    assert looked(capsys) == ("red", 1, [f"Of {sent.reference}, {row}"])


def test_words_that_were_forgotten_since_are_missed_by_nobody(world, hidden, capsys):
    Tip.objects.all().delete()
    assert looked(capsys) == ("ok", 0, [])
