"""What the tests of keeping and destroying share: a rule of two people, and a file that is due."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from spona.cases.case.models import Case
from spona.cases.casefile.actions import ask_to_destroy, confirm_destroying, set_retention
from spona.cases.retention.actions import adopt_rule, propose_rule
from tests.cases.closing import closed, fresh

SOURCE = "Листа категорија, тачка 4"


def rule(world, *, outcome="any", years=5):
    """The two intake holders of the centre set it."""
    made = propose_rule(world.csw, outcome=outcome, years=years, source=SOURCE, by=world.bea.actor)
    return adopt_rule(made, by=world.boris.actor)


def long_ago(case, years=6):
    """As if it had been closed so long ago."""
    row = Case.objects.get(pk=case.pk)
    row.closed_at = timezone.now() - timedelta(days=366 * years)
    row.save(update_fields=["closed_at"])
    return fresh(case)


def due(world, case, by=None):
    """A closed file whose time is over: closed when its rule was not there yet."""
    closed(case, by=by or world.bea, second=world.boris)
    rule(world)
    case = long_ago(case)
    set_retention(case, **world.bea.can)
    return fresh(case)


def asked(world, case):
    ask_to_destroy(case, to=world.boris.member, copy=True, **world.bea.can)
    return fresh(case)


def destroyed(world, case):
    case = asked(world, due(world, case))
    return confirm_destroying(case, **world.boris.can)
