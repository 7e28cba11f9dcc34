"""Whatever command would write to a closed part of the log says so in a sentence."""

from __future__ import annotations

import pytest

from spona.audit.lane_heads import LaneClosed
from spona.cli import command
from spona.directory.models import Institution
from tests.cases.world import build
from tests.shared_world import kept

pytestmark = pytest.mark.django_db
_built, world = kept(build)


@pytest.mark.parametrize("verb", ["practice", "number"])
def test_whatever_writes_to_a_closed_part_ends_with_one_sentence(world, capsys, monkeypatch, verb):
    centre = Institution.objects.get(pk=world.csw.pk)

    class Writes:
        @staticmethod
        def run(_args):
            raise LaneClosed(centre.pk)

    said = command._said_of_closed(LaneClosed(centre.pk))
    assert "./spona audit open" in said
    assert f"{centre.words} ({centre.code})" in said
    assert command._said_of_closed(ValueError("other")) == ""
    monkeypatch.setattr("sys.argv", ["spona", verb])
    monkeypatch.setattr(command.importlib, "import_module", lambda _name: Writes)
    monkeypatch.setattr(command, "_work_as_owner", lambda: None)
    assert command.main() == 1
    assert capsys.readouterr().err.strip() == said
