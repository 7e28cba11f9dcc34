"""The world of the casework tests with the source project, and people at their browsers."""

import pytest
from django.utils import translation

from spona.identity.models import Account
from spona.projects.actions import load_source_project
from tests.cases.world import DEMO, begun, build
from tests.projects.world import school_project
from tests.shared_world import kept


def _with_projects():
    made = build()
    begun(made.vranje, made.nis)
    Account.objects.update(language="en")
    load_source_project(by=DEMO)
    school_project(made)
    return made


_built, world = kept(_with_projects)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def at(world):
    """`at("kosta")`: the browser of that person, after the real login."""
    browsers = {}

    def browser(name):
        if name not in browsers:
            browsers[name] = world.people[name].sign_in()
        return browsers[name]

    return browser
