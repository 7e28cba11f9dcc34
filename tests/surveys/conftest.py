from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from spona import deadlines
from spona.access.actor import VISITOR
from spona.directory import actions as directory
from spona.reference.words import Words
from spona.surveys import actions, submission_xml
from spona.surveys.form_model import Form
from spona.surveys.models import FormVersion
from spona.surveys.xlsform.checking import check
from tests.cases.world import DEMO, Somebody, _somebody, build
from tests.shared_world import kept
from tests.surveys.books import book


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


def _with_analysts():
    """Kosta coordinates Vranje, Dora and Darko count there, Dragan counts in Niš."""
    made = build()
    for name, institution, network in (
        ("dora", made.police, made.vranje), ("darko", made.health, made.vranje),
        ("dragan", made.csw_nis, made.nis),
    ):  # fmt: skip
        made.people[name] = _somebody(name, institution, "reporter")
        directory.give_network_role(
            made.people[name].member, network=network, role="analyst", by=DEMO
        )
    for one in made.people.values():
        one.account.language = "en"
        one.account.save(update_fields=["language"])
    return made


_built, world = kept(_with_analysts)


@pytest.fixture(scope="session")
def checked():
    with translation.override("en"):
        return check(book(), title="x")


def outline(**more) -> actions.Outline:
    today = deadlines.time.today()
    return actions.Outline(**{
        "title": Words(sr="Шта млади знају", en="What young people know"),
        "asked": "средње школе", "opens_on": today, "closes_on": today + dt.timedelta(days=14),
        "destroy_on": today + dt.timedelta(days=60),
    } | more)  # fmt: skip


@pytest.fixture
def make(world, checked):
    """`make()`: a draft with its form; Dora reads single answers."""

    def make(*, owners=("dora",), by="kosta", form=checked, **more):
        found = actions.make_round(
            outline(**more), network=world.vranje, institution=world.school,
            owners=[world.people[name].member for name in owners], by=world.people[by].actor,
        )  # fmt: skip
        actions.put_form(found, form, file_name="stavovi.xlsx", by=world.people[by].actor)
        found.refresh_from_db()
        return found

    return make


@pytest.fixture
def opened(world, make):
    """`opened()`: tried out and open."""

    def opened(**more):
        found = make(**more)
        actions.note_tried(found, by=world.kosta.actor)
        return actions.open_round(found, by=world.kosta.actor)

    return opened


@pytest.fixture
def fill(world):
    """`fill(round, answers)`: somebody sends it; returns the row."""

    def fill(found, answers=None, *, instance=""):
        version = FormVersion.objects.select_related("round").get(round=found)
        form = Form.from_json(version.model)
        said = {"about/knows": "yes", "about/age": "16"} if answers is None else answers
        xml = submission_xml.written(form, said, instance=instance or submission_xml.new_instance())
        return actions.receive(version, xml, by=VISITOR)

    return fill
