"""A town on its first Monday: the real bodies and seats, invented people, casework closed."""

import pytest
from django.utils import translation

from spona.deadlines.actions import load_rules
from spona.directory import actions
from spona.reference.actions import load_reference
from tests.directory.world import CITY, CSW, DEMO, IMPORT, NIS_CSW, SCHOOL, join, lead
from tests.shared_world import kept


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def _loaded() -> None:
    load_reference(by=IMPORT)
    load_rules(by=IMPORT)
    actions.load_directory(by=IMPORT)
    actions.load_examples(by=DEMO)


_built, serbia = kept(_loaded)


@pytest.fixture
def ana(serbia):
    """Ana writes reports at the invented school."""
    return join("ana.r", "Ana Ristić", SCHOOL, "reporter")


@pytest.fixture
def bea(serbia):
    """Bea heads the centre for social work and may hold its key."""
    return join("bea.m", "Беа Марковић", CSW, "director", "intake_holder")


@pytest.fixture
def boris(serbia):
    return join("boris.j", "Борис Јањић", CSW, "intake_holder")


@pytest.fixture
def mila(serbia):
    """Mila coordinates the network of Vranje from the city."""
    somebody = join("mila.k", "Mila Kostić", CITY, "reporter")
    lead(somebody, "coordinator")
    return somebody


@pytest.fixture
def dora(mila):
    """Dora, of the centre's health neighbour, is the data-protection officer."""
    somebody = join("dora.d", "Дора Ђокић", "I069", "reporter")
    lead(somebody, "data_protection_officer")
    return somebody


@pytest.fixture
def niko(serbia):
    """Niko heads an institution of another network."""
    return join("niko.s", "Niko Savić", NIS_CSW, "director", "intake_holder")
