"""Two workers come back at the same moment after three days: each step is told by one of them."""

import subprocess
import sys

import pytest

from tests.served.template import ROOT

WALK = """
import django; django.setup()
from spona.access.actor import Actor
from spona.deadlines.actions import escalate_due
def tell(fallen):
    for fell in fallen:
        print(fell.deadline.pk, fell.step.to, flush=True)
escalate_due(by=Actor.system("escalation"), kinds=["test"], tell=tell, batch=5)
"""
FILL = """
from datetime import timedelta
from uuid import uuid4
from spona.deadlines import now
from spona.deadlines.models import Deadline, Rule
from spona.directory.models import Institution, Network
rule = Rule.objects.filter(counts_as_late=True).first()
past = now() - timedelta(days=3)
Deadline.objects.bulk_create(
    Deadline(kind="test", subject_kind="test", subject_id=uuid4(), network=Network.objects.first(),
          institution=Institution.objects.first(), rule=rule, started_at=past,
          due_at=past + timedelta(days=1), next_step_at=past)
    for _ in range(40)
)
"""


@pytest.mark.postgresql
@pytest.mark.gate
def test_two_workers_at_once_tell_each_step_once(quiet):
    quiet.django(FILL)
    walking = [
        subprocess.Popen(
            [sys.executable, "-c", WALK],
            cwd=ROOT,
            env=quiet.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    told = []
    for process in walking:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        told += out.split("\n")
    lines = [line for line in told if line]
    assert len(lines) == len(set(lines)) == 120
