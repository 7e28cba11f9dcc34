"""Files that ask for the same world get it built once, and who asks for none finds empty tables."""

from __future__ import annotations

import os
import subprocess
import sys

from tools.testing import ROOT

COMMON = """
from pathlib import Path

from spona.directory.models import Institution
from tests.shared_world import kept


def add(code):
    Institution.objects.create(code=code, sector="cso", words={}, certainty="high")


def one():
    with Path(__file__).with_name("built").open("a") as file:
        file.write("one ")
    add("I901")
    return ["as it was built"]


def other():
    with Path(__file__).with_name("built").open("a") as file:
        file.write("other ")
    add("I902")
    return []


def there():
    return sorted(Institution.objects.values_list("code", flat=True))
"""
USES = """
from common import add, kept, one, other, there

_built, world = kept({build})


def test_it_writes(world):
    add("I999")
    world.append("changed")
    assert there() == [{code!r}, "I999"]


def test_it_finds_what_was_built(world):
    assert "changed" not in world
    assert there() == [{code!r}]
"""
PLAIN = """
import pytest
from common import there


@pytest.mark.django_db
def test_no_world_is_there():
    assert there() == []
"""
AT_ONCE = """
def test_of_something_else():
    pass
"""


def ran(folder, **files):
    (folder / "common.py").write_text(COMMON)
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    asked = ["-q", "-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest", "-o",
             f"pythonpath={ROOT} {ROOT / 'src'} {folder}", *(f"test_{one}.py" for one in files)]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *asked], cwd=folder, text=True, capture_output=True,
        check=False, env=os.environ | {"SPONA_KIND": "test", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return (folder / "built").read_text().split()


def test_a_world_stays_until_another_one_or_none_is_asked_for(tmp_path):
    one = USES.format(build="one", code="I901")
    other = USES.format(build="other", code="I902")
    built = ran(tmp_path, a=one, b=AT_ONCE, c=one, d=other, e=one, f=PLAIN, g=one)
    assert built == ["one", "other", "one", "one"]
