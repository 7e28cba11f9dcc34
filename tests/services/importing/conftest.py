"""Bea writes for the centre for social work, in a workbook or from another directory's tables."""

import io

import openpyxl
import pytest

from spona.services.importing import actions
from spona.services.importing.columns import SHEETS
from spona.services.importing.known import known_to
from spona.services.importing.reading import look_at
from spona.services.importing.workbook import workbook
from tests.services.hsds import making


@pytest.fixture
def whole(world):
    return making.whole(world.csw)


class Book:
    """The workbook as a person has it open."""

    def __init__(self, content):
        self.book = openpyxl.load_workbook(io.BytesIO(content))

    def sheet(self, kind):
        return self.book[str(SHEETS[kind])]

    def heads(self, kind):
        return {str(cell.value): cell.column for cell in self.sheet(kind)[1]}

    def put(self, kind, row, /, **values):
        """`values` by head, with `_` for a blank."""
        heads = self.heads(kind)
        for name, value in values.items():
            head = next(one for one in heads if _key(one) == name)
            self.sheet(kind).cell(row, heads[head]).value = value

    def add(self, kind, /, **values):
        row = self.sheet(kind).max_row + 1
        self.put(kind, row, **values)
        return row

    def bytes(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def _key(head):
    return head.partition(" (")[0].lower().replace(" ", "_").replace(",", "").replace("-", "") + (
        "_en" if "(English)" in head else ""
    )


@pytest.fixture
def book(world):
    def book(who=None):
        return Book(workbook(known_to((who or world.bea).actor)))

    return book


@pytest.fixture
def send(world):
    """(the import, what it would change) of a file that somebody sends in."""

    def send(content, who=None, **of):
        by = (who or world.bea).actor
        sent = actions.send_in(content, by=by, **of)
        return sent, look_at(sent, by=by)

    return send


@pytest.fixture
def take(world):
    def take(sent, found, who=None, **how):
        return actions.take_over(sent, seen=found.mark, by=(who or world.bea).actor, **how)

    return take


def told(found):
    return [(one.line.where, one.line.row, one.column, one.sentence) for one in found.refusals]
