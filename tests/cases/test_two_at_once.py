"""Two people at the same file at the same moment, each with a lock that the other one wants: both
come to an end, and nobody who was locked out gets a key by it.
"""

from __future__ import annotations

import json

import pytest

from spona.cli.installation.secret_files import make_secrets
from tests.cli.server import Server, database_of_its_own


@pytest.fixture(scope="module")
def came(tmp_path_factory):
    """Scene → what came of it; all of them in one process, on a database of its own."""
    server = Server(tmp_path_factory.mktemp("race"))
    server.data.mkdir()
    make_secrets(server.secrets)
    tables = (
        "import django; django.setup()\n"
        "from spona.cli.installation.first_tables import make_tables\nmake_tables()"
    )
    with database_of_its_own() as server.database:
        server.python("-c", tables)
        lines = server.python("-m", "tests.cases.race").splitlines()
    found: dict = {}
    for line in lines:
        found |= json.loads(line)
    return found


def test_files_are_joined_while_a_colleague_is_locked_out_of_one_of_them(came):
    # They are one file now: the other one reads that somebody was faster, and tries again.
    assert came["join_and_exclude"] == {"ended": ["done", "Conflict"], "leak": False}


def test_an_agreement_is_withdrawn_while_a_colleague_is_locked_out(came):
    scene = {"ended": ["done", "done"], "states": ["withdrawn"], "rows": 1}
    assert came["withdraw_and_exclude"] == scene


def test_a_recipient_answers_while_the_sender_locks_a_colleague_out(came):
    assert came["answer_and_exclude"] == {"ended": ["done", "done"], "state": "accepted"}


def test_whoever_is_locked_out_is_not_let_in_at_the_same_moment(came):
    assert came["assign_and_exclude"] == {"ended": ["Denied", "done"], "keys": 0, "rows": 1}
