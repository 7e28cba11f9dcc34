from __future__ import annotations

import pytest

from spona.identity.models import Account
from tests.cases.conferences.calling import agreed, call
from tests.cases.moving import file_of


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world)


@pytest.fixture
def called(world, case):
    """With the health centre, on the person's agreement, in three days; closed in ten."""
    return call(world, case, agreed(world, case, world.health))
