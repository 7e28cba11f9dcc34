from __future__ import annotations

import pytest
from django.utils import translation

from spona.access.actor import VISITOR
from spona.directory.models import Institution
from spona.tipline import actions
from spona.tipline.payload_schemas import FirstMessage
from spona.vault.actions import create_intake_key, draw_code
from tests.cases.world import OPERATOR, World, _somebody, build
from tests.shared_world import kept

TEXT = "У кући преко пута ради неколико девојака. Врата су закључана."


@pytest.fixture(autouse=True)
def _english():
    """Sentences are compared in English; public pages take the language of their address."""
    with translation.override("en"):
        yield


def _with_police() -> World:
    """The centre for social work and the police read here; school and health centre do not."""
    made = build()
    made.people["petra"] = _somebody("petra", made.police, "intake_holder")
    create_intake_key(made.police, holders=[made.petra.account], by=OPERATOR)
    return made


_built, world = kept(_with_police)


@pytest.fixture
def bea(world):
    """Bea at her browser; her pages are in English, so that their sentences can be compared."""
    world.bea.account.language = "en"
    world.bea.account.save(update_fields=["language"])
    return world.bea.sign_in()


@pytest.fixture
def send(world):
    """Sends a word and returns (tip, code as it was shown)."""

    def send(text: str = TEXT, *, excluded=(), **more):
        new = draw_code(by=VISITOR)
        word = FirstMessage(more.pop("language", "sr"), text, **more)
        ids = [one.pk if isinstance(one, Institution) else one for one in excluded]
        tip = actions.send_message(
            word, network=world.vranje, code=new.code, excluded=ids, by=VISITOR
        )
        return tip, new.text

    return send
