"""Who is locked out stays so under new key files, and nobody reads it with the old ones."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from spona.access.denied import Denied
from spona.access.exclusion_marks import INSTITUTION, PERSON, mark
from spona.access.server_keys import NotOurs
from spona.audit.models import Ending, Entry
from spona.cases.case.models import CaseExclusion
from spona.cases.case.queries import excluded_people, marks_on
from spona.cases.casefile.actions import exclude, hand_over_work
from spona.cases.models import Case, Exclusion
from spona.cases.referrals.actions import accept, open_packet, send
from spona.cases.team.actions import assign_file
from spona.directory.models import Institution, Person
from spona.tipline import actions as tipline
from spona.tipline.exclusions import marks_on as marks_on_message
from spona.tipline.models import Tip, TipExclusion
from spona.tipline.payload_schemas import FirstMessage
from spona.vault.actions import draw_code
from spona.vault.models import Grant
from tests.cases.packets import packet
from tests.cases.world import build
from tests.cli.key_exchange import exchange, expect_whole
from tests.shared_world import kept

_built, world = kept(build)


@pytest.fixture(autouse=True)
def _own(settings, tmp_path):
    """Key files of its own for each test, and a folder of its own for the copies of endings."""
    settings.SPONA_DATA = tmp_path
    settings.SECRETS = dict(settings.SECRETS)
    with translation.override("en"):
        yield


@pytest.fixture
def case(world):
    """A file that Vera is locked out of, and that came of a report."""
    sent = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    opened, _packet = open_packet(sent, **world.bea.can)
    accept(opened, **world.bea.can)
    case = Case.objects.get()
    exclude(case, member=world.vera.member, **world.bea.can)
    return case


@pytest.fixture
def message(world):
    """Words whose writer fears the health centre."""
    code = draw_code(by=world.ana.actor).code
    word = FirstMessage("sr", "У кући преко пута ради неколико девојака.")
    return tipline.send_message(
        word, network=world.vranje, code=code, excluded=[world.health.pk], by=world.ana.actor
    )


def take_rows_away():
    for model in (CaseExclusion, Exclusion, TipExclusion):
        model.objects.all().delete()


def everybody() -> list[tuple[str, object]]:
    people = [(PERSON, one) for one in Person.objects.values_list("pk", flat=True)]
    return people + [(INSTITUTION, one) for one in Institution.objects.values_list("pk", flat=True)]


def test_old_key_files_name_nobody_in_a_database_of_afterwards(world, case, message):
    change = exchange(world)
    said = [json.dumps(one) for one in Entry.objects.values_list("detail", flat=True)]
    said += [json.dumps(one) for one in Ending.objects.values_list("payload", flat=True)]
    for model in (CaseExclusion, Exclusion, TipExclusion):
        said += model.objects.values_list("mark", flat=True)
    with change.under_old():
        old = {mark(kind, one) for kind, one in everybody()}
    new = {mark(kind, one) for kind, one in everybody()}
    assert not [one for one in old if any(one in each for each in said)]
    assert [one for one in new if any(one in each for each in said)], "the look finds marks at all"


def test_everybody_locked_out_bears_one_mark(world, case, message):
    for _time in range(2):
        exchange(world)
        assert marks_on(Case.objects.get()) == {mark(PERSON, world.vera.member.person_id)}
        assert marks_on_message(Tip.objects.get()) == {mark(INSTITUTION, world.health.pk)}
    expect_whole()


@pytest.mark.parametrize("exchanged", [False, True])
def test_rows_taken_away_let_nobody_in(world, case, exchanged):
    if exchanged:
        exchange(world)
    take_rows_away()
    case = Case.objects.get()
    for who in (world.vera, world.boris):
        assert who.member.person_id in excluded_people(case)
        with pytest.raises(Denied, match="operator"):
            assign_file(case, member=who.member, sections=["name", "health"], **world.bea.can)
    # Nor is it said that they are locked out, while nothing says whom.
    with pytest.raises(Denied, match="operator"):
        exclude(case, member=world.vera.member, **world.bea.can)
    with pytest.raises(Denied, match="operator"):
        exclude(case, member=world.boris.member, **world.bea.can)


@pytest.mark.parametrize("exchanged", [False, True])
def test_a_row_that_was_made_anothers_lets_nobody_in(world, case, exchanged):
    if exchanged:
        exchange(world)
    other = mark(PERSON, world.boris.member.person_id)
    CaseExclusion.objects.update(mark=other)
    Exclusion.objects.update(mark=other)
    case = Case.objects.get()
    assert world.vera.member.person_id in excluded_people(case)
    with pytest.raises(Denied, match="operator"):
        assign_file(case, member=world.vera.member, sections=["name"], **world.bea.can)


def test_a_row_of_before_put_back_lets_nobody_in(world, case):
    before = list(CaseExclusion.objects.values())
    exchange(world)
    for row in before:
        CaseExclusion.objects.filter(pk=row["id"]).update(mark=row["mark"], mac=row["mac"])
    assert world.vera.member.person_id in excluded_people(Case.objects.get())


def test_work_that_is_handed_over_does_not_go_to_them(world, case):
    exchange(world)
    take_rows_away()
    done = hand_over_work(world.boris.member, to=world.vera.member, **world.bea.can)
    assert done.things == 0 < done.stayed
    assert not Grant.objects.filter(to_id=world.vera.account.pk).exists()


@pytest.mark.parametrize("which", [CaseExclusion, Exclusion, TipExclusion])
@pytest.mark.parametrize("how", ["gone", "another's"])
def test_an_exchange_stops_at_a_row_that_is_not_as_it_was_left(world, case, message, which, how):
    if how == "gone":
        which.objects.all().delete()
        refusal = pytest.raises(RuntimeError, match=which._meta.label_lower)
    else:
        which.objects.update(mark=mark(PERSON, world.boris.member.person_id))
        refusal = pytest.raises(NotOurs, match=which._meta.label_lower)
    with refusal:
        exchange(world)


def test_words_that_were_forgotten_stop_no_exchange(world, message):
    Tip.objects.all().delete()
    exchange(world)
    expect_whole()
