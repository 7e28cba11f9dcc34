"""How many statements it takes to send, to open, to take over, to assign; savepoints aside.

Bounds as in `tests/harness/test_budget.py`: who needs more says why.
"""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection

from spona.cases.referrals.actions import accept, assign, open_packet, send
from tests.cases.packets import packet

# Taking over is two transactions: the move, with the log of what is read, and the file. What is
# counted of the file asks for the towns that the network serves.
# Whether a referral stands in its last state is asked once in each, under its lock.
SEND, OPEN, ACCEPT, ASSIGN = 32, 18, 44, 28
if connection.vendor == "postgresql":
    # Whoever locks a row forgets what was read before it: here the writer's membership.
    ACCEPT += 1
_ASIDE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@contextmanager
def at_most(bound):
    asked = []

    def count(execute, sql, params, many, context):
        if not sql.startswith(_ASIDE):
            asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield
    assert len(asked) <= bound, "\n".join(asked)


def test_a_report_on_its_way_stays_in_its_budget(world):
    ana, bea = world.ana.actor, world.bea.can
    with at_most(SEND):
        sent = send(packet(), network=world.vranje, recipient=world.csw, by=ana)
    with at_most(OPEN):
        opened = open_packet(sent, **bea)[0]
    with at_most(ACCEPT):
        accept(opened, **bea)
    sent.refresh_from_db()
    with at_most(ASSIGN):
        assign(sent, to=world.vera.member, **bea)


def test_each_section_more_costs_no_statement_more(world):
    """The file has nine sections: let in to all of them at once, sealed all at once."""
    sent = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    accept(open_packet(sent, **world.bea.can)[0], **world.bea.can)
    sent.refresh_from_db()
    with connection.execute_wrapper(_one_each("vault_grant")):
        assign(sent, to=world.vera.member, **world.bea.can)
    opened = sent.to_case.box.sections
    assert opened.count() == opened.filter(grants__to_id=world.vera.account.pk).count() > 8


def _one_each(table):
    written = []

    def count(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            written.append(sql)
            # Of the packet and of the file together.
            assert len(written) == 1
        return execute(sql, params, many, context)

    return count
