"""A town whose two analysts hand figures over, and the Centre that opens them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from spona.deadlines.time import today
from spona.directory.models import Network
from spona.statistics import actions
from spona.statistics.actions import write_sheets
from spona.statistics.models import YearFigures
from spona.vault import actions as vault
from spona.vault.queries import current_statistics_key
from tests.shared_world import kept
from tests.statistics.conftest import written
from tests.vault import world

YEAR = today().year - 1
BASIS = "Члан 5. споразума о сарадњи"


def person(**said):
    """A counted record of the year."""
    return written(**{"cohort_year": YEAR} | said)


def national(town):
    return Network.objects.create(
        slug="national", town=town, words={"sr": "Национална мрежа"}, kind=Network.Kind.NATIONAL
    )


def _country() -> SimpleNamespace:
    """Bea keeps the files of the centre for social work in Vranje; Dora and Darko, of two other
    institutions, count them; Kosta coordinates. Cora counts in Nis. Irena and Ivan count at the
    Centre, Sava opens its files.
    """
    town = world.town()
    net, other, whole = world.network("vranje", town), world.network("nis", town), national(town)
    csw, police = world.institution("csw", net), world.institution("police", net)
    school, far = world.institution("school", net), world.institution("far", other)
    centre = world.institution("centre", whole)
    w = SimpleNamespace(
        town=town, net=net, other=other, whole=whole, csw=csw, police=police, centre=centre,
        far=far, school=school,
        bea=world.somebody("bea", csw, "intake_holder"),
        sava=world.somebody("sava", centre, "intake_holder"),
        dora=world.analyst(world.somebody("dora", police, "reporter"), net),
        darko=world.analyst(world.somebody("darko", school, "reporter"), net),
        cora=world.analyst(world.somebody("cora", far, "reporter"), other),
        fritz=world.somebody("fritz", far, "intake_holder"),
        irena=world.analyst(world.somebody("irena", centre, "reporter"), whole),
        ivan=world.analyst(world.somebody("ivan", centre, "reporter"), whole),
        kosta=world.somebody("kosta", police, "reporter"),
    )  # fmt: skip
    world.NetworkRole.objects.create(network=net, member=w.kosta.member, role="coordinator")
    for at, holder in ((csw, w.bea), (centre, w.sava), (far, w.fritz)):
        vault.create_intake_key(at, holders=[holder.account], by=world.DEMO)
    vault.create_statistics_key(net, analysts=[w.dora.account, w.darko.account], by=world.DEMO)
    vault.create_statistics_key(other, analysts=[w.cora.account], by=world.DEMO)
    vault.create_statistics_key(whole, analysts=[w.irena.account, w.ivan.account], by=world.DEMO)
    return w


_built, w = kept(_country)


@pytest.fixture
def sheets(w):
    """`sheets([records])`: Bea's institution updates its figures."""

    def press(records, *, network=None):
        return write_sheets(w.csw, {network or w.net: records}, by=w.bea.actor)

    return press


@pytest.fixture
def people(sheets):
    """Three people of the year, of whom one is identified, and one of the year before."""
    records = [
        person(status="identified", exploitation=["sexual_exploitation"], sex="female"),
        person(sex="male", age_band="child"),
        person(status="rejected"),
        person(cohort_year=YEAR - 1),
    ]
    sheets(records)
    return records


def compare_key(w):
    key = current_statistics_key(w.whole.pk)
    return actions.note_compared_key(w.net, key=key.pk, by=w.dora.actor)


@pytest.fixture
def make(w):
    """`make()`: Dora makes the year's figures with Darko as the second; `paper`: the words of the
    Centre's key were not compared.
    """

    def seal(*, who="dora", second="darko", paper=False, year=YEAR) -> YearFigures:
        if not paper:
            compare_key(w)
        asked = {
            "year": year, "basis": BASIS, "second": getattr(w, second).member.pk,
            **getattr(w, who).acts,
        }  # fmt: skip
        seen = actions.prepare_figures(w.net, **asked).mark
        return actions.seal_figures(w.net, seen=seen, **asked)

    return seal


@pytest.fixture
def given(w, make, people):
    """The year's figures as they were handed over."""
    return actions.release_figures(make(), **w.darko.acts)


def fresh(row):
    return YearFigures.objects.select_related("network", "national", "box").get(pk=row.pk)
