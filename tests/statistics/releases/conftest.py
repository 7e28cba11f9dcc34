from __future__ import annotations

import sys
from pathlib import Path

import pytest

from spona.statistics.releases import noise
from spona.statistics.releases.actions import announce_release, approve_release, make_release

STAND_IN = Path(__file__).with_name("stand_in.py").read_text()


@pytest.fixture
def worker(monkeypatch, tmp_path):
    """`worker(text)`: a process that says something else than the stand-in; returns its file."""
    folder = tmp_path / "environment"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    path = tmp_path / "worker.py"
    monkeypatch.setattr(noise, "ENVIRONMENT", folder)
    monkeypatch.setattr(noise, "WORKER", path)

    def says(text):
        path.write_text(text)
        return path

    says(STAND_IN)
    return says


@pytest.fixture
def quiet(worker):
    """Almost no noise: for what is told of a number, not for how it is hidden."""
    return worker(STAND_IN.replace("SIGMA = 2.0", "SIGMA = 0.001"))


@pytest.fixture
def made(w, worker):
    """`made(2025)`: the figures of a year, drawn by Dora and waiting for Darko."""

    def make(year=2025):
        release = announce_release(w.net, year, by=w.dora.actor)
        return make_release(release, **w.dora.acts)

    return make


@pytest.fixture
def public(w, made):
    def approve(year=2025):
        return approve_release(made(year), by=w.darko.actor)

    return approve
