"""How many statements a message without an account takes; savepoints aside."""

from __future__ import annotations

from django.db import connection

from tests.cases.test_action_budget import at_most
from tests.tipline.pages import Visitor, code_in, hidden
from tests.tipline.test_word import NEW, WORD

# To the centre for social work, with two holders, and to the police, with one.
SEND = 56


def test_a_message_stays_in_its_budget(world):
    visitor = Visitor()
    typed = hidden(visitor.get(NEW)) | WORD
    with at_most(SEND):
        page = visitor.post(NEW, typed)
    assert code_in(page)


def test_who_is_told_is_asked_once_however_many_read(world):
    """Marks of who was locked out and addresses of the mails: one question for all of them."""
    visitor = Visitor()
    typed = hidden(visitor.get(NEW)) | WORD
    asked = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        visitor.post(NEW, typed)
    for table in ("tipline_tipexclusion", "vault_intakewrap", "deadlines_rule"):
        reads = [sql for sql in asked if sql.startswith("SELECT") and f'FROM "{table}"' in sql]
        assert len(reads) <= 1, reads
