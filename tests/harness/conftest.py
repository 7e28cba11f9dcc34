from __future__ import annotations

from tests.harness.world import build
from tests.shared_world import kept

# Built by the apps' actions, once for a file.
_built, world = kept(build)
