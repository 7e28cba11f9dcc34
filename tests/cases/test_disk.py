"""Whoever steals the database learns nothing about a person: every column is read and searched."""

import base64

from django.db import connection

from spona.cases.intake.actions import begin_draft, save_draft
from spona.cases.models import Draft
from spona.cases.referrals.actions import (
    assign,
    finish,
    give_feedback,
    start_work,
    write_registry_number,
)
from tests.cases.packets import PLANTED


def dump() -> list[tuple[str, bytes]]:
    """(table, value) of every cell of every table."""
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                cells += [(table, _bytes(value)) for value in row if value is not None]
    return cells


def _bytes(value) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def forms(text: str) -> list[bytes]:
    """The encodings in which a careless column might hold it; names of three letters are too short."""
    raw = text.encode()
    return [
        raw,
        text.encode("utf-16-le"),
        raw.hex().encode(),
        base64.b64encode(raw).rstrip(b"=")[:-2],
        text.encode("unicode_escape"),
        text.lower().encode(),
        text[::-1].encode(),
    ]


def hits(words) -> list[tuple[str, str]]:
    cells = dump()
    return [
        (table, word)
        for word in words
        for form in forms(word)
        for table, cell in cells
        if form in cell
    ]


def test_after_the_whole_way_no_table_holds_a_planted_word(world, accepted):
    said = ["kažeteDODATNO", "pitanjeDODATNO", "krajDODATNO", "zavodniBROJ", "nacrtNAMERNO"]
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    start_work(row, by=world.vera.actor)
    give_feedback(row, message=said[1], **world.bea.can)
    write_registry_number(row, number=said[3], revision=0, **world.bea.can)
    finish(row, outcome="done", message=said[2], by=world.vera.actor)
    draft = begin_draft({"reached": said[4]}, **world.ana.can)
    save_draft(draft, "person", {"name": said[4]}, revision=1, tab="a", **world.ana.can)
    assert Draft.objects.count() == 1
    assert hits([*PLANTED.values(), *said]) == []


def test_the_search_finds_a_word_that_was_put_there_on_purpose(world, sent):
    sent.outcome = "podmetnutonamerno"
    sent.save()
    assert hits(["podmetnutoNAMERNO"]) != []
