from __future__ import annotations

import pytest
from django.utils import translation

from spona.directory import actions as directory
from tests.cases.world import DEMO, Somebody, _somebody, build
from tests.shared_world import kept
from tests.training.making import Held, held_session, written_module


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    """Sentences are compared in English; a sign-in leaves the language of its address behind."""
    sign_in = Somebody.sign_in

    def signed_in(self):
        browser = sign_in(self)
        translation.activate("en")
        return browser

    monkeypatch.setattr(Somebody, "sign_in", signed_in)
    with translation.override("en"):
        yield


def _with_trainers():
    """Tara trains in Vranje, Nada in Niš; both are signed-in people of a school."""
    made = build()
    for name, institution, network in (
        ("tara", made.school, made.vranje), ("nada", made.school_nis, made.nis),
    ):  # fmt: skip
        made.people[name] = _somebody(name, institution, "reporter")
        directory.give_network_role(
            made.people[name].member, network=network, role="trainer", by=DEMO
        )
    for one in made.people.values():
        one.account.language = "en"
        one.account.save(update_fields=["language"])
    return made


_built, world = kept(_with_trainers)


@pytest.fixture
def module(world):
    return written_module(world)


@pytest.fixture
def held(world, module) -> Held:
    """A closed session of yesterday with six people who were there and took both tests."""
    return held_session(world, module)


@pytest.fixture
def tara(world):
    return world.tara.sign_in()
