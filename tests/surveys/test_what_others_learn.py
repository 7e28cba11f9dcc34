"""What somebody with the database, a former analyst, a reader of sums or a stranger gets."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit import endings
from spona.audit.models import Ending
from spona.cli.restore.endings import HANDLERS
from spona.crypto.errors import Unopenable
from spona.directory.actions import end_network_role
from spona.directory.models import NetworkRole
from spona.surveys import actions
from spona.surveys.actions import answers
from spona.surveys.expressions import NotUnderstoodError, parsed
from spona.surveys.models import Round, State, Submission
from spona.surveys.results import FEWEST, masked
from spona.surveys.xlsform.checking import check
from spona.surveys.xlsform.mistakes import alike
from spona.surveys.xlsform.reading import MOST_MISTAKES
from spona.vault.models import Box, Grant, Section
from tests.cases.world import DEMO
from tests.cli.key_exchange import exchange
from tests.surveys.books import SURVEY, book, rows

SAID = {"about/knows": "no", "help/told": "nobody", "help/words": "tajna"}


@pytest.fixture
def own_files(settings, tmp_path):
    settings.SPONA_DATA = tmp_path
    settings.SECRETS = dict(settings.SECRETS)


# The database


def test_no_code_of_an_answer_lies_in_the_database_and_all_are_of_one_size(opened, fill):
    """Rows lie in the order in which they came; whoever also has the web server's log knows whose
    is which.
    """
    found = opened()
    fill(found, SAID)
    fill(found, {"about/knows": "yes", "about/age": "16"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM surveys_submission")
        said = repr([bytes(one) if isinstance(one, memoryview) else one
                     for row in cursor.fetchall() for one in row])  # fmt: skip
    assert "nobody" not in said
    assert "about/knows" not in said
    assert len({len(bytes(one.codes_sealed)) for one in Submission.objects.all()}) == 1
    assert [one.answers["about/knows"] for one in Submission.objects.all()].count("no") == 1


def test_codes_open_in_their_own_row_alone(opened, fill):
    found = opened()
    one, other = fill(found, SAID), fill(found)
    Submission.objects.filter(pk=one.pk).update(codes_sealed=other.codes_sealed)
    moved = Submission.objects.get(pk=one.pk)
    assert not moved.has_valid_mac()
    with pytest.raises(Unopenable):
        _ = moved.answers


def test_after_other_key_files_the_codes_are_counted_as_before(own_files, world, opened, fill):
    found = opened()
    row = fill(found, SAID)
    before = bytes(row.codes_sealed)
    exchange(world)
    row = Submission.objects.get(pk=row.pk)
    assert row.has_valid_mac()
    assert bytes(row.codes_sealed) != before
    assert row.answers == {"about/knows": "no", "help/told": "nobody"}


def test_who_asks_and_what_for_is_what_was_said_when_it_was_made(opened):
    found = opened()
    Round.objects.filter(pk=found.pk).update(asked_by="МУП, поверљиво")
    assert not Round.objects.get(pk=found.pk).has_valid_mac()
    answer = Client(HTTP_ACCEPT_LANGUAGE="sr").get(f"/sr/u/{found.code}/")
    assert "поверљиво" not in answer.content.decode()


# Whoever read them once


def test_a_former_analyst_reads_no_single_answer(world, opened, fill):
    found = opened()
    fill(found, SAID)
    role = NetworkRole.objects.get(member=world.dora.member, role="analyst")
    end_network_role(role, on=deadlines.time.today() - dt.timedelta(days=1), by=DEMO)
    with pytest.raises(Denied):
        actions.open_answers(Round.objects.get(pk=found.pk), **world.dora.can)


def test_what_was_destroyed_does_not_come_back_with_an_older_backup(own_files, world, opened, fill):
    found = opened()
    for _n in range(3):
        fill(found, SAID)
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    copies = [(model, list(asked)) for model, asked in _backup_of(found)]
    row = Round.objects.filter(pk=found.pk).values().get()
    box = Box.objects.filter(pk=found.box_id).values().get()
    actions.ask_to_destroy(Round.objects.get(pk=found.pk), by=world.kosta.actor)
    actions.agree_to_destroy(Round.objects.get(pk=found.pk), by=world.darko.actor)
    for model, there in copies:
        model.objects.bulk_create(
            [one for one in there if not model.objects.filter(pk=one.pk).exists()]
        )
    Round.objects.filter(pk=found.pk).update(**row)
    Box.objects.filter(pk=box["id"]).update(**box)
    assert Submission.objects.count() == 3
    ending = Ending.objects.filter(kind=endings.BOX, subject=box["id"]).latest("seq")
    with endings.replaying():
        assert HANDLERS[endings.BOX](ending, ending.payload, Actor.system("restore"))
    assert Round.objects.get(pk=found.pk).state == State.DESTROYED
    assert not Submission.objects.exists()


def _backup_of(found):
    sections = Section.objects.filter(box=found.box)
    yield Section, sections
    yield Grant, Grant.objects.filter(section__in=sections)
    yield Submission, Submission.objects.all()


def test_nobody_but_a_restore_destroys_again(world, opened):
    found = opened()
    with pytest.raises(Denied):
        actions.destroy_again(found.box, by=world.kosta.actor)


# Readers of sums


def two_steps(kind="select_one"):
    survey = [SURVEY[0], ["select_one yes_no", "a", "А", "A"],
              [f"{kind} whom", "b", "Б", "B", "${a} = 'yes'"]]  # fmt: skip
    with translation.override("en"):
        return check(book(survey), title="x").form


@pytest.mark.parametrize("kind", ["select_one", "select_multiple"])
def test_nobody_is_found_by_subtraction_from_the_question_before(kind):
    """Twelve said yes, eleven of them told the school: the twelfth told somebody else."""
    said = [{"a": "yes", "b": "school"}] * 11 + [{"a": "yes", "b": "home"}] + [{"a": "no"}] * 30
    first, second = masked(two_steps(kind), said).questions
    yes = next(bar.number for bar in first.bars if [one["en"] for one in bar.labels] == ["Yes"])
    assert yes == 12
    alone = [bar.number for bar in second.bars if len(bar.labels) == 1 and not bar.unanswered]
    assert all(number is None or number == 0 or yes - number >= FEWEST for number in alone)


def test_who_was_asked_and_said_nothing_is_a_group_like_any_other():
    said = [{"a": "yes", "b": "school"}] * 15 + [{"a": "yes"}] * 3 + [{"a": "no"}] * 30
    _first, second = masked(two_steps(), said).questions
    assert 15 not in [bar.number for bar in second.bars]


def test_where_few_were_not_asked_their_number_is_not_told_by_the_others():
    said = [{"a": "yes", "b": "school"}] * 20 + [{"a": "yes", "b": "home"}] * 17 + [{"a": "no"}] * 3
    _first, second = masked(two_steps(), said).questions
    assert sum(bar.number or 0 for bar in second.bars) == 40


def test_of_a_question_for_few_no_bar_is_shown():
    said = [{"a": "yes", "b": "school"}] * 9 + [{"a": "no"}] * 30
    _first, second = masked(two_steps(), said).questions
    assert second.bars == ()


# Strangers, and files of somebody else


def test_a_full_round_says_so_and_takes_no_more(opened, fill, monkeypatch):
    monkeypatch.setattr(answers, "MOST_ANSWERS", 2)
    found = opened()
    fill(found), fill(found)
    with pytest.raises(Conflict, match="full"):
        fill(found)
    assert Submission.objects.count() == 2


def test_of_a_file_full_of_mistakes_the_first_are_told():
    wrong = "".join(f"${{nema{n}}} or " for n in range(60)) + "1 = 1"
    more = [["text", f"q{n}", f"П{n}", f"Q{n}", wrong] for n in range(100)]
    with translation.override("en"):
        found = check(book(rows(*more)), title="x")
    assert 1 < len(found.mistakes) <= MOST_MISTAKES + 1


def test_a_name_is_compared_with_few_and_short_ones():
    assert alike("imee", ["ime"]) == "ime"
    assert alike("imee", [*(f"x{n}" for n in range(400)), "ime"]) == ""
    assert alike("i" * 100, ["i" * 99]) == ""


def test_a_long_sum_is_not_understood():
    assert parsed("1 + 1 > 0")
    with pytest.raises(NotUnderstoodError):
        parsed("+".join(["1"] * 900) + " > 0")
