"""A source of exclusions or of keys that is missing or misspelt: nothing starts. Real processes."""

import os
import subprocess
import sys

import pytest

from tests.architecture.code import ROOT

# What somebody could do to the settings, and what they read then.
WRONG = {
    "no table": ("del LOCKED_OUT", "LOCKED_OUT is missing"),
    "one is missing": ("LOCKED_OUT.pop('tip')", "names nothing for tip"),
    "its name is misspelt": ("LOCKED_OUT['tips'] = LOCKED_OUT.pop('tip')", "names nothing for tip"),
    "one too many": ("LOCKED_OUT['tips'] = 'spona.tipline.hiding.boxes_behind'", "names tips"),
    "the function is misspelt": (
        "LOCKED_OUT['case'] = 'spona.cases.case.hiding.locked_out_off'",
        "spona.cases.case.hiding.locked_out_off",
    ),
    "the module is misspelt": (
        "LOCKED_OUT['case'] = 'spona.cases.casse.hiding.locked_out_of'",
        "spona.cases.casse",
    ),
    "another one's function": (
        "LOCKED_OUT['case'] = LOCKED_OUT['referral']", "one function for two things"
    ),
    "nothing came with a file": ("CAME_WITH.clear()", "CAME_WITH names nothing for tip"),
    "a job that ends keys": (
        "TIMETABLE.pop('vault.every_minute')", "TIMETABLE names nothing for vault.every_minute"
    ),
    "a job that is misspelt": (
        "TIMETABLE['vault.every_hour'] = ('spona.vault.jobs.every_our', 3600)", "every_our"
    ),
    "keys that stay behind": ("KEY_MOVERS.pop('drafts')", "KEY_MOVERS names nothing for drafts"),
}  # fmt: skip


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


@pytest.mark.parametrize("name", WRONG)
def test_nothing_starts_with_a_source_that_is_missing_or_misspelt(tmp_path, name):
    change, says = WRONG[name]
    done = start(tmp_path, change, "-m", "spona", "serve")
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.startswith("Spona does not start: settings.")
    assert says in done.stderr
    assert "Put the name right and start again." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("what", ["spona.wsgi", "spona.cli.serve.worker"])
def test_neither_the_server_nor_the_worker(tmp_path, what):
    code = f"import django; django.setup(); import {what}"
    done = start(tmp_path, "LOCKED_OUT.pop('tip')", "-c", code)
    assert done.returncode != 0
    assert "Spona does not start: settings.LOCKED_OUT names nothing for tip" in done.stderr


def test_with_the_settings_as_they_are_it_starts(tmp_path):
    done = start(tmp_path, "", "-c", "import django; django.setup(); print('up')")
    assert (done.returncode, done.stdout) == (0, "up\n"), done.stderr


def test_a_table_that_vanished_later_is_an_error_and_not_an_empty_answer(settings):
    from spona.access.actor import Actor
    from spona.deadlines.exclusions import hidden_from

    del settings.LOCKED_OUT
    with pytest.raises(AttributeError):
        hidden_from(Actor.system("demo"))
