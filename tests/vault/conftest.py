from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import translation

from spona.vault import actions
from spona.vault.models import Section
from tests.shared_world import kept
from tests.vault import urls, world


@pytest.fixture(autouse=True)
def _room(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.vault.urls"
    settings.SPONA_FILES = tmp_path / "files"
    settings.SPONA_DATA = tmp_path
    # A page that another test asked for leaves its language behind.
    with translation.override("en"):
        yield


def _eight_people() -> SimpleNamespace:
    """Two institutions with keys, a third without, and Ana, Bea, Cora, Dora, Eva, Filip.

    Ana and Alen hold the sender's key, Bea, Boris and Biljana the receiver's; Ema works on
    cases at the receiver; Cora can sign in and was given nothing; Dora is the analyst.
    """
    town = world.town()
    net = world.network("vranje", town)
    other = world.network("nis", town)
    school, csw = world.institution("school", net), world.institution("csw", net)
    police, shelter = world.institution("police", net), world.institution("shelter", other)
    w = SimpleNamespace(
        net=net, other=other, school=school, csw=csw, police=police, shelter=shelter,
        ana=world.somebody("ana", school, "intake_holder"),
        alen=world.somebody("alen", school, "intake_holder"),
        bea=world.somebody("bea", csw, "intake_holder"),
        boris=world.somebody("boris", csw, "intake_holder"),
        biljana=world.somebody("biljana", csw, "intake_holder"),
        ema=world.somebody("ema", csw, "case_worker"),
        cora=world.somebody("cora", shelter, "intake_holder"),
        dora=world.analyst(world.somebody("dora", police, "reporter"), net),
    )  # fmt: skip
    for place, holders in (
        (school, (w.ana, w.alen)),
        (csw, (w.bea, w.boris, w.biljana)),
        (shelter, (w.cora,)),
    ):
        actions.create_intake_key(place, holders=[one.account for one in holders], by=world.DEMO)
    actions.create_statistics_key(net, analysts=[w.dora.account], by=world.DEMO)
    w.people = [w.ana, w.alen, w.bea, w.boris, w.biljana, w.ema, w.cora, w.dora]
    return w


_built, w = kept(_eight_people)


@pytest.fixture
def packet(w):
    """A report on its way: the cover is open to the receiver, the body is held."""
    return actions.create_box(
        "packet",
        owner=w.school.pk,
        sections={"cover": world.text("Омот"), "body": world.text("Тело")},
        grants={
            "cover": [actions.to_institution(w.school), actions.to_institution(w.csw)],
            "body": [
                actions.to_institution(w.school),
                actions.to_institution(w.csw, held=True, basis="duty"),
            ],
        },
        by=w.ana.actor,
        reference="R-7K3M-Q2",
    )


@pytest.fixture
def section():
    """`section(box, "body")`."""

    def find(box, name):
        return Section.objects.named(box.pk, name).select_related("box").get()

    return find


@pytest.fixture
def go(w, client, settings):
    """`go(person, "add", account, post={…})`."""
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "tests.vault.urls.signed_in",
        "spona.middleware.refusals.refusals",
        "spona.middleware.gate.gate",
    ]
    settings.TEMPLATES = [
        dict(
            settings.TEMPLATES[0],
            OPTIONS={"debug": True, "loaders": settings.TEMPLATES[0]["OPTIONS"]["loaders"]},
        )
    ]

    def request(person, name="keys", *ids, post=None):
        urls.SIGNED_IN[:] = [person] if person else []
        where = reverse(f"vault:{name}", args=[one.account.pk for one in ids])
        return client.get(where) if post is None else client.post(where, post)

    yield request
    urls.SIGNED_IN.clear()
