import pytest
from django.conf import settings as project
from django.utils import translation

from spona.directory import actions
from spona.reference.actions import load_reference
from tests.directory.world import CITY, CSW, DEMO, IMPORT, NIS_CSW, SCHOOL, days, join, lead
from tests.shared_world import kept


@pytest.fixture(autouse=True)
def _room(settings):
    # Only what this app stands on: the apps above have their own tests.
    settings.ROOT_URLCONF = "tests.directory.urls"
    (engine,) = project.TEMPLATES
    options = {**engine["OPTIONS"], "context_processors": ["tests.directory.urls.page"]}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]
    settings.MIDDLEWARE = [name for name in project.MIDDLEWARE if "whitenoise" not in name]
    # A page that another test asked for leaves its language behind.
    with translation.override("en"):
        yield


def _loaded() -> None:
    """The seven networks with their real bodies, and the invented ones beside them."""
    load_reference(by=IMPORT)
    actions.load_directory(by=IMPORT)
    actions.load_examples(by=DEMO)


_built, serbia = kept(_loaded)


@pytest.fixture
def ana(serbia):
    """Ana writes reports at the invented school."""
    return join("ana.r", "Ana Ristić", SCHOOL, "reporter")


@pytest.fixture
def bea(serbia):
    """Bea heads the centre for social work and holds its intake."""
    return join("bea.m", "Bea Marković", CSW, "director", "intake_holder")


@pytest.fixture
def cora(serbia):
    """Cora's login works; her mandate ended yesterday."""
    return join(
        "cora.p", "Cora Petrović", CSW, "intake_holder", starts_on=days(-30), ends_on=days(-1)
    )


@pytest.fixture
def mila(serbia):
    """Mila coordinates the network of Vranje from the city."""
    somebody = join("mila.k", "Mila Kostić", CITY, "reporter")
    lead(somebody, "coordinator")
    return somebody


@pytest.fixture
def niko(serbia):
    """Niko heads an institution of another network."""
    return join("niko.s", "Niko Savić", NIS_CSW, "director")
