"""One step of a rehearsal, in a process of its own whose settings name the copy.

`python -m spona.cli.rehearse.steps STEP STATE`: `build` makes the invented network, `end`
ends one thing of each kind, `ask` and `ask-held` print a JSON object: row → does it hold.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def main(step: str, state: Path) -> None:
    """SystemExit 2 for an unknown step."""
    django.setup()
    from spona.cli.rehearse.rows import ROWS
    from spona.cli.rehearse.world import World, build

    if step == "build":
        world = build(state)
        for row in ROWS:
            row.before(world)
        world.write()
    elif step == "end":
        world = World.read(state)
        for row in ROWS:
            row.end(world)
        world.write()
    elif step == "ask":
        print(json.dumps(answers(World.read(state))))
    elif step == "ask-held":
        print(json.dumps(answers_held(World.read(state))))
    else:
        raise SystemExit(2)


def answers(world: object) -> dict[str, str]:
    """Row → "holds", or what was found instead; asking changes nothing."""
    from spona.cli.rehearse.rows import ROWS
    from spona.cli.rehearse.world import World, undone

    assert isinstance(world, World)
    found = {}
    for row in ROWS:
        try:
            with undone():
                found[row.name] = "holds" if row.holds(world) else row.broken
        except Exception as error:  # noqa: BLE001 — whatever it was, this ending is not certain
            found[row.name] = f"could not be asked ({type(error).__name__}: {error})"
    return found


def answers_held(world: object) -> dict[str, str]:
    """The one question of a restore that cannot know what ended."""
    from spona.cli.rehearse.rows import is_held_until_confirmed
    from spona.cli.rehearse.world import World, undone

    assert isinstance(world, World)
    with undone():
        held = is_held_until_confirmed(world)
    return {HELD: "holds" if held else "what rests on agreement is open, and nobody knows"}


HELD = "an agreement nobody can know of"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
