from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from spona.deadlines import moved
from spona.statistics import record
from spona.statistics.actions import write_sheets
from spona.statistics.models import SheetUpdate
from spona.vault import actions as vault
from tests.shared_world import kept
from tests.vault import world


@pytest.fixture(autouse=True)
def _room(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.statistics.urls"
    settings.SPONA_FILES = tmp_path / "files"
    with translation.override("en"):
        yield


def _two_networks() -> SimpleNamespace:
    """Bea keeps the files of the centre for social work, Dora and Darko count them, Cora holds
    the key of another network's analyst, Kosta coordinates.
    """
    town = world.town()
    net, other = world.network("vranje", town), world.network("nis", town)
    csw, police = world.institution("csw", net), world.institution("police", net)
    far = world.institution("far", other)
    w = SimpleNamespace(
        town=town, net=net, other=other, csw=csw,
        bea=world.somebody("bea", csw, "intake_holder"),
        dora=world.analyst(world.somebody("dora", police, "reporter"), net),
        darko=world.analyst(world.somebody("darko", police, "reporter"), net),
        cora=world.analyst(world.somebody("cora", far, "reporter"), other),
        kosta=world.somebody("kosta", police, "reporter"),
    )  # fmt: skip
    world.NetworkRole.objects.create(network=net, member=w.kosta.member, role="coordinator")
    vault.create_intake_key(csw, holders=[w.bea.account], by=world.DEMO)
    vault.create_statistics_key(net, analysts=[w.dora.account, w.darko.account], by=world.DEMO)
    vault.create_statistics_key(other, analysts=[w.cora.account], by=world.DEMO)
    return w


_built, w = kept(_two_networks)


def written(**said):
    """A record as a file has it."""
    begun = record.begin(opened_by="report", year=2025, reported_by="school")
    return begun | {"town": "vranje", "sex": "female", "age_band": "adult"} | said


@pytest.fixture
def file(w):
    """`file(document)`: the counted section of a new file of Bea's institution."""

    def make(document=None):
        box = vault.create_box(
            "case",
            owner=w.csw.pk,
            sections={"count": written() if document is None else document},
            grants={"count": [vault.to_institution(w.csw)]},
            by=w.bea.actor,
            reference=f"F-{uuid.uuid4().hex[:8]}",
            keys=w.bea.keys,
        )
        return box.sections.select_related("box").get()

    return make


@pytest.fixture
def seal(w):
    """`seal(records)`: Bea's institution writes its count sheets, as in a month of its own."""

    def press(records, *, network=None):
        with moved(timedelta(days=31 * SheetUpdate.objects.count())):
            return write_sheets(w.csw, {network or w.net: records}, by=w.bea.actor)

    return press


@pytest.fixture
def files(w, seal):
    """`files(12, sex="male")`: so many more of the same kind, and the sheets that hold all of them;
    returns their records.
    """
    kept = {}

    def make(number, *, network=None, **said):
        records = kept.setdefault(network or w.net, [])
        made = [written(**said) for _ in range(number)]
        records += made
        seal(records, network=network)
        return made

    make.kept = kept
    return make
