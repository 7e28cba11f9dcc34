"""Two towns with their networks, and numbers as somebody may have typed them in."""

import datetime as dt

import pytest

from spona.access.actor import Actor
from spona.directory.models import ContactPoint, Institution, Network, NetworkTown
from spona.public import readiness
from spona.reference.actions import load_reference
from spona.reference.models import Town
from tests.shared_world import kept


@pytest.fixture(autouse=True)
def _asks_again():
    readiness._seen_right.clear(), readiness._kept.clear()
    yield
    readiness._seen_right.clear(), readiness._kept.clear()


def _two_towns() -> dict[str, Town]:
    load_reference(by=Actor.system("import"))
    found = {slug: Town.objects.get(slug=slug) for slug in ("vranje", "nis")}
    for slug, town in found.items():
        made = Network.objects.create(
            slug=slug, town=town, words={"sr": f"Локална мрежа {town.words['sr']}", "en": slug}
        )
        NetworkTown.objects.create(network=made, town=town)
    return found


_built, towns = kept(_two_towns)


@pytest.fixture
def body(towns):
    def body(code, town="vranje", **more):
        return Institution.objects.create(
            code=code,
            sector=more.pop("sector", "social_work"),
            town=towns[town] if town else None,
            words={"sr": f"Установа {code}", "en": f"Institution {code}"},
            certainty="high",
            **more,
        )

    return body


@pytest.fixture
def plant():
    """A number; confirmed unless said otherwise."""

    def plant(number, institution, kind="on_call", confirmed_on=dt.date(2026, 11, 12), **more):
        return ContactPoint.objects.create(
            number=number,
            institution=institution,
            town=more.pop("town", institution.town if institution else None),
            kind=kind,
            source="a test",
            certainty="high",
            confirmed_on=confirmed_on,
            words=more.pop("words", {"sr": "Дежурни", "en": "On call"}),
            **more,
        )

    return plant
