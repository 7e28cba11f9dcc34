"""On the paper of a whole file the later parts stand in words, not as they are sealed."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from spona.cases.careplan import actions as careplan
from spona.cases.careplan.actions import StepDraft
from spona.cases.careplan.plan import Need
from spona.cases.case.sections import LATER
from spona.cases.casefile.printed_sections import ON_PAPER, Read
from spona.cases.casefile.whole_case import print_whole_case
from spona.cases.identification.decisions import Decision
from spona.cases.legal_track import actions as legal
from spona.cases.legal_track.track import Claim, Hearing, LegalTrack, Proceeding, Stay
from spona.documents.whole_case import paper_day
from spona.identity.models import Account
from tests.cases.moving import file_of
from tests.cases.test_whole_case import flat


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


def lines(case, name, document):
    read = Read(case, {}, lambda day: paper_day(day, "en"))
    return [
        line
        for one in ON_PAPER[name](read, document)
        for line in (one.when, one.head, one.text, *one.more)
        if line
    ]


def test_every_later_part_has_words_of_its_own():
    # The closing has a place of its own, and how long a file is kept is not of the person.
    assert set(ON_PAPER) == set(LATER) - {"closing", "retention"}


def test_the_legal_track_in_words(world):
    hearing = Hearing(id="h", what="Главни претрес", day="2027-02-03", hour="10:30", state="done")
    track = LegalTrack(
        {
            "proceedings": (
                Proceeding(id="p", kind="criminal", body="Виши суд", state="appeal",
                           hearings=(hearing,)),
            ),
            "claims": (Claim(id="c", kind="civil", claimed="1200", currency="EUR"),),
            "stays": (Stay(id="s", kind="reflection", state="granted", ends="2027-01-02"),),
        }
    )  # fmt: skip
    found = lines(file_of(world), "legal_track", track.to_document())
    assert "Criminal proceedings, Виши суд: on appeal" in found
    assert any("Главни претрес" in one and "held" in one for one in found)
    assert any("1,200 EUR" in one for one in found)
    assert "Reflection period: granted" in found
    assert not any(one in ("criminal", "p", "h", "reflection") for one in found)


def test_decisions_and_what_stood_there_before_in_words(world):
    old = Decision("identified", date(2026, 3, 2), "paper", "not_yet", id="a", by="Беа")
    new = replace(old, id="b", corrects="a", reason="Погрешан дан", day=date(2026, 3, 3))
    document = {"schema": 1, "decisions": [old.to_document(), new.to_document()]}
    found = lines(file_of(world), "decisions", document)
    assert any("Погрешан дан" in one for one in found)
    assert any(one.startswith("Was the person told: Not yet") for one in found)
    assert not any("not_yet" in one or one == "identified" for one in found)


def test_all_three_stand_in_the_printed_file(world):
    case, bea = file_of(world), world.bea
    need = careplan.add_need(case, Need(area="safety", need="Да ме не нађе"), **bea.can)
    draft = StepDraft("Пратња до школе", owner=bea.member)
    careplan.add_plan_step(case, need, draft, **bea.can)
    entry = Proceeding(kind="criminal", body="Виши суд у Нигдини", state="trial")
    legal.add_entry(case, "proceedings", entry, **bea.can)
    proved = {"by": replace(bea.actor, stepped_up_at=timezone.now()), "keys": bea.keys}
    paper = flat(print_whole_case(case, purpose="archive", language="en", **proved))
    for said in ("Legal track", "Criminal proceedings, Виши суд у Нигдини", "Care plan",
                 "Да ме не нађе", "Пратња до школе", "planned"):  # fmt: skip
        assert said in paper, said
