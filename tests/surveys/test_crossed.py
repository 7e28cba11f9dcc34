"""Results by another question: exact for owners; masked, nothing is found by laying tables over."""

from __future__ import annotations

import itertools
import random

import pytest

from spona.reference.words import Words
from spona.surveys import actions, crossed
from spona.surveys.form_model import Choice, Form, Question
from spona.surveys.results import FEWEST, masked_bars


def question(name, size, kind="select_one"):
    choices = tuple(Choice(f"{name}{at}", Words(sr=f"{name}{at}")) for at in range(size))
    return Question(kind=kind, name=name, path=name, label=Words(sr=name), choices=choices)


def answers(seed, questions, number):
    """Uneven on purpose: some answers are given by very few."""
    dice = random.Random(seed)
    return [
        {
            one.path: dice.choices(
                ["", *(choice.name for choice in one.choices)],
                [1, *(2**at for at in range(len(one.choices)))],
            )[0]
            for one in questions
        }
        for _n in range(number)
    ]


@pytest.fixture
def table(monkeypatch):
    """`table(questions, rows, first, by, exact=False)`"""

    def table(questions, rows, first, by, *, exact=False):
        monkeypatch.setattr(crossed, "clear_answers", lambda _round: rows)
        form = Form(Words(sr="x"), "x", "1", ("sr",), tuple(questions))
        return crossed.crossed(None, form, by, exact=exact)[first.path]

    return table


def cells(cross):
    return {
        (tuple(map(str, bar.labels)), bar.unanswered, at): number
        for bar, numbers in cross.rows
        for at, number in enumerate(numbers)
    }


@pytest.mark.parametrize("seed", range(40))
def test_no_cell_is_small_and_both_ways_are_one_table(table, seed):
    one, two = question("a", 2 + seed % 4), question("b", 2 + seed % 3)
    rows = answers(seed, [one, two], 30 + 25 * (seed % 9))
    straight, turned = table([one, two], rows, one, two), table([one, two], rows, two, one)
    assert all(number >= FEWEST for number in cells(straight).values())
    assert sorted(cells(straight).values()) == sorted(cells(turned).values())
    if straight.rows:
        # Each line is one of those that stand alone, or several of them; and the sums agree.
        alone = [set(map(str, bar.labels)) for bar in masked_bars(one, rows).bars]
        for bar, numbers in straight.rows:
            mine = set(map(str, bar.labels))
            assert all(part <= mine or not (part & mine) for part in alone)
            del numbers
        assert sum(cells(straight).values()) == len(rows)
        assert sum(number for _bar, number in straight.groups) == len(rows)


def test_something_is_told_where_there_is_enough(table):
    one, two = question("a", 2), question("b", 2)
    rows = [{"a": a, "b": b} for a, b in itertools.product(("a0", "a1"), ("b0", "b1"))] * 15
    assert set(cells(table([one, two], rows, one, two)).values()) == {15}


def test_where_one_cell_is_small_and_nothing_is_left_to_put_together_nothing_is_told(table):
    one, two = question("a", 2), question("b", 2)
    rows = [{"a": "a0", "b": "b0"}] * 40 + [{"a": "a1", "b": "b1"}] * 40
    rows += [{"a": "a1", "b": "b0"}] * 9 + [{"a": "a0", "b": "b1"}] * 40
    assert table([one, two], rows, one, two).rows == ()
    assert 9 in cells(table([one, two], rows, one, two, exact=True)).values()


def test_of_several_answers_each_is_told_in_all_groups_or_in_none(table):
    one, two = question("a", 2, "select_multiple"), question("b", 2)
    rows = [{"a": "a0", "b": "b0"}] * 20 + [{"a": "a1", "b": "b0"}] * 20
    rows += [{"a": "a0", "b": "b1"}] * 20 + [{"a": "a1 a0", "b": "b1"}] * 5
    rows += [{"a": "", "b": "b1"}] * 15
    found = {str(bar.labels[0]): numbers for bar, numbers in table([one, two], rows, one, two).rows}
    assert found == {"a0": (20, 25), "a1": (None, None)}


def test_the_page_shows_it_to_owners_while_open_and_to_the_network_when_closed(world, opened, fill):
    found = opened()
    for at in range(48):
        fill(found, {"about/knows": "yes" if at % 2 else "no", "about/age": "16" if at % 2 else "",
                     "help/told": "nobody" if at % 4 < 2 else "home"})  # fmt: skip
    where = f"/surveys/{found.pk}/results/?by=about/knows"
    owner, other = world.dora.sign_in(), world.kosta.sign_in()
    text = owner.get(where).content.decode()
    assert "By: " in text
    assert "Show by" not in other.get(where).content.decode()
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    text = other.get(where).content.decode()
    assert "By: " in text
    assert ">12<" in text.replace(" ", "").replace("\n", "")
    csv = other.get(f"/surveys/{found.pk}/results/spona.csv?by=about/knows").content.decode()
    assert '"12";"24"' in csv
    # What divides nothing is passed over.
    assert other.get(f"/surveys/{found.pk}/results/?by=help/words").status_code == 200
