"""A source of exclusions or of keys that is not registered: nothing starts. Real processes."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from spona.access import registry
from spona.access.registry import Registry
from tests.architecture.code import ROOT

# Everything that has to be registered before Spona starts, as it was agreed on.
NEEDED = {
    "addresses of accounts": {"email"},
    "boxes behind a file": {"tip"},
    "labels of tasks": {"dashboard"},
    "links of tasks": {"dashboard"},
    "movers of keys": {"wraps", "drafts", "answers"},
    "outcomes of observations": {"activity", "plan_line"},
    "paths of references": {"R", "F", "T", "M", "A"},
    "names of institutions in a root": {"vault"},
    "refused mail": {"colleagues"},
    "witness keys of institutions, by version": {"vault"},
    "sources of exclusions": {"case", "referral", "tip", "meeting", "invitation", "decision"},
    "what is counted of a file": {"file"},
    "what a leaver leaves behind": {"steps", "data_requests"},
    "timetable of jobs": {
        "vault.every_minute",
        "vault.every_hour",
        "identity.lock_idle_sessions",
        "identity.destroy_old_keys",
        "cases.end_and_pass_on",
        "cases.end_conferences",
    },
}
# Registers all but one name: as an app does that forgot it.
FORGETS = """
from spona.access.registry import Registry
_register = Registry.register
def _forget(self, name, found):
    if (self._title, name) != ({title!r}, {name!r}):
        _register(self, name, found)
Registry.register = _forget
"""
# Registers it under a name with a letter too many.
MISSPELLS = FORGETS.replace(
    "        _register(self, name, found)",
    "        _register(self, name, found)\n    else:\n        _register(self, name + 's', found)",
)
# The app whose module is not there any more.
GONE = "import sys\nsys.modules['spona.cases.exclusions'] = None\n"


def start(tmp_path, change, *command):
    """A process with today's settings and this change."""
    folder = tmp_path / "changed"
    folder.mkdir()
    (folder / "changed_settings.py").write_text(f"from spona.settings import *\n\n{change}\n")
    return subprocess.run(
        [sys.executable, *command],
        cwd=tmp_path,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "changed_settings",
            "PYTHONPATH": f"{folder}:{ROOT / 'src'}",
            "SPONA_KIND": "test",
            "SPONA_DATA": str(tmp_path / "data"),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_kind_is_needed_and_registered():
    here = {one._title: one for one in registry._ALL if one._why}
    assert {title: set(one._needed) for title, one in here.items()} == NEEDED
    assert all(one.all() for one in here.values())


@pytest.mark.parametrize("title", NEEDED)
def test_nothing_starts_while_something_is_not_registered(tmp_path, title):
    name = min(NEEDED[title])
    done = start(tmp_path, FORGETS.format(title=title, name=name), "-m", "spona", "serve")
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.startswith(f"Spona does not start: {title}: {name} is not registered. ")
    assert "Without it, " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", sorted(NEEDED["sources of exclusions"]))
def test_nor_with_a_source_of_exclusions_that_is_misspelt(tmp_path, name):
    change = MISSPELLS.format(title="sources of exclusions", name=name)
    done = start(tmp_path, change, "-m", "spona", "serve")
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{name}s is registered, and nobody asks for it" in done.stderr


def test_what_cannot_be_imported_says_so_itself(tmp_path):
    done = start(tmp_path, GONE, "-m", "spona", "serve")
    assert done.returncode == 1
    assert "ImportError" in done.stderr or "ModuleNotFoundError" in done.stderr
    assert "exclusions" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("what", ["spona.wsgi", "spona.cli.serve.worker"])
def test_neither_the_server_nor_the_worker(tmp_path, what):
    code = f"import django; django.setup(); import {what}"
    change = FORGETS.format(title="sources of exclusions", name="tip")
    done = start(tmp_path, change, "-c", code)
    assert done.returncode != 0
    assert "Spona does not start: sources of exclusions: tip is not registered" in done.stderr


def test_with_the_settings_as_they_are_it_starts(tmp_path):
    done = start(tmp_path, "", "-c", "import django; django.setup(); print('up')")
    assert (done.returncode, done.stdout) == (0, "up\n"), done.stderr


def test_a_source_that_vanished_later_is_an_error_and_not_an_empty_answer(monkeypatch):
    from spona.access.actor import Actor
    from spona.deadlines.exclusions import EXCLUSION_SOURCES, exclusions_of

    monkeypatch.delitem(EXCLUSION_SOURCES._known, "tip")
    with pytest.raises(ImproperlyConfigured, match="tip is not registered"):
        exclusions_of(Actor.system("demo"))


@pytest.fixture
def jobs(monkeypatch):
    monkeypatch.setattr(registry, "_ALL", [])
    jobs = Registry("jobs", ["one", "two"], why="")
    jobs.register("one", min)
    return jobs


def test_an_unknown_name_says_which_are_known(jobs):
    assert jobs["one"] is min
    with pytest.raises(ImproperlyConfigured, match=r"two is not registered, only \['one'\]"):
        jobs["two"]


@pytest.mark.parametrize(
    ("name", "found", "says"),
    [
        ("one", max, "one is registered twice"),
        ("three", max, "three is registered, and nobody asks for it"),
        ("two", min, "what is registered as two has another name already"),
    ],
)
def test_what_may_not_be_registered(jobs, name, found, says):
    with pytest.raises(ImproperlyConfigured, match=says):
        jobs.register(name, found)
    assert jobs["one"] is min


def test_an_open_ended_one_takes_other_names_beside_those_it_needs(jobs):
    more = Registry("more", ["one"], why="", open_ended=True)
    more.register("three", max)
    with pytest.raises(ImproperlyConfigured, match="one is not registered"):
        more.all()
    more.register("one", min)
    assert dict(more.all()) == {"one": min, "three": max}
