import pytest
from django.conf import settings as project

from spona.identity import wraps
from spona.identity.keyring import Keyring, keyring_of
from tests.identity.world import Somebody

_ACTOR = "spona.middleware.actors.actor"
# Only what this app needs: the apps above it have their own tests.
_LEFT_OUT = {"whitenoise.middleware.WhiteNoiseMiddleware"}


@pytest.fixture(autouse=True)
def _room(settings):
    settings.ROOT_URLCONF = "tests.identity.world"
    (engine,) = project.TEMPLATES
    options = {**engine["OPTIONS"], "context_processors": ["tests.identity.world.page"]}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]
    settings.MIDDLEWARE = [
        "tests.identity.world.actor_middleware" if name == _ACTOR else name
        for name in project.MIDDLEWARE
        if name not in _LEFT_OUT
    ]


@pytest.fixture
def ana(db) -> Somebody:
    return Somebody("ana.r")


@pytest.fixture
def bea(db) -> Somebody:
    return Somebody("bea.m", "dve sive lubenice")


@pytest.fixture
def keys_of():
    """The keyring of somebody, opened with their password."""

    def opened(person: Somebody) -> Keyring:
        usk = wraps.open_by_password(person.account, person.password)
        return keyring_of(person.account, usk)

    return opened


@pytest.fixture
def fonts(settings):
    """The fonts of the printed pages; they come with the assets."""
    if not any(folder.exists() for folder in settings.FONT_PATHS):
        node = settings.ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans"
        settings.FONT_PATHS = [node]
