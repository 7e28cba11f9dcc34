"""Every address says whom it lets in."""

import re

from tools.docs.command import routes

GUARDS = re.compile(r"^(public|public_form|device|signed-in|member( [a-z_]+:[a-z_]+)?)( step-up)?$")


def test_every_address_states_its_guard():
    silent = [
        f"/{path} ({name}): {getattr(view, 'guard', '') or 'none'}"
        for path, name, view in routes()
        if not GUARDS.match(getattr(view, "guard", ""))
    ]
    assert silent == []


def test_every_permission_a_guard_asks_for_is_held_by_some_role():
    from spona.access.roles import ROLES

    held = {permission for role in ROLES.values() for permission in role.permissions}
    asked = {word for _path, _name, view in routes() for word in view.guard.split() if ":" in word}
    assert asked <= held


def test_an_address_has_one_name_and_a_name_ends_like_its_view():
    nameless = [path for path, name, _view in routes() if name.endswith("None") or not name]
    assert nameless == []
