"""Roles and what they may do: this table is the policy, and the docs are made from it.

A permission is `<thing>:<verb>`. Which *row* a person may touch is decided in the
app's `permissions.py`; here stands only who may do such a thing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_Text = str | Promise

# Whoever looks at how an institution handles data opens none of it themselves.
OVERSEES: Final = "institution:oversee"


@dataclass(frozen=True, slots=True)
class Role:
    """`where` is `institution`, `network` or `system`."""

    name: str
    where: str
    title: _Text
    description: _Text
    permissions: frozenset[str]


def _role(name: str, where: str, title: _Text, description: _Text, *permissions: str) -> Role:
    return Role(name, where, title, description, frozenset(permissions))


_ALL = (
    _role(
        "reporter", "institution", _("Reporter"),
        _("Notices signs, writes a report and follows what became of it."),
        "report:write", "report:send", "report:follow", "life:record", "network:read", "task:own",
    ),
    _role(
        "director", "institution", _("Head of the institution"),
        _("Is told inside the institution before a report goes out; sees its own clocks."),
        "report:write", "report:send", "report:follow", "institution:read_deadlines",
        "institution:invite", "institution:edit_absences", "deadline:propose_rule",
        "service:edit", "life:record", "network:read", "task:own",
    ),
    _role(
        "intake_holder", "institution", _("Intake officer"),
        _("Holds the institution's intake key: opens, accepts, forwards, assigns."),
        "report:write", "report:send", "report:follow",
        "queue:read", "referral:open", "referral:answer", "referral:send", "referral:assign",
        "case:open", "case:write", "tip:read", "tip:answer", "meeting:read",
        "key:hold", "key:regrant", "institution:invite",
        "institution:read_deadlines", "institution:edit_absences", "deadline:propose_rule",
        "service:edit", "life:record", "network:read", "task:own",
    ),
    _role(
        "case_worker", "institution", _("Case worker"),
        _("Leads the files assigned to them and refers on."),
        "report:write", "report:send", "report:follow", "referral:send", "referral:work",
        "case:open", "case:write", "service:tell_room", "life:record", "network:read",
        "task:own",
    ),
    _role(
        "institution_data_protection_officer", "institution",
        _("Data-protection officer of the institution"),
        _("Looks at who read what, who can open how much and what was ended, in their own "
          "institution. Opens nothing and changes nothing."),
        OVERSEES,
    ),
    _role(
        "coordinator", "network", _("Coordinator of the network"),
        _("Sees what waits for whom, without content, and can convene."),
        "network:read", "network:read_waiting", "network:edit", "network:name_leaders",
        "network:open_casework", "deadline:propose_rule", "deadline:adopt_rule",
        "reference:propose", "reference:confirm", "statistics:read",
        "life:record", "training:edit", "library:edit", "survey:make", "practice:run", "task:own",
    ),
    _role(
        "deputy_coordinator", "network", _("Deputy coordinator"),
        _("Does the coordinator's daily work in their absence. Does not open casework, and "
          "names who leads only while there is no coordinator."),
        "network:read", "network:read_waiting", "network:edit", "network:confirm_partner",
        "deadline:propose_rule", "deadline:adopt_rule",
        "reference:propose", "reference:confirm", "statistics:read",
        "life:record", "training:edit", "library:edit", "survey:make", "practice:run", "task:own",
    ),
    _role(
        "analyst", "network", _("Analyst"),
        _("Holds the network's statistics key; reads counts, never a file."),
        "statistics:hold_key", "statistics:read", "survey:make", "network:read", "task:own",
    ),
    _role(
        "trainer", "network", _("Trainer"),
        _("Writes modules and tests, holds trainings, sees the points of those they train."),
        "training:edit", "network:read", "task:own",
    ),
    _role(
        "editor", "network", _("Editor"),
        _("Writes what the public reads: news, pages, publications and events."),
        "library:edit", "network:read", "task:own",
    ),
    _role(
        "data_protection_officer", "network", _("Data-protection officer"),
        _("Confirms, beside the coordinator, that casework may open, and looks at new institutions "
          "and first invitations before they count."),
        "network:read", "network:confirm_casework", "network:confirm_partner",
        "reference:propose", "reference:confirm", "task:own",
    ),
    _role("system:import", "system", _("Import"), _("Loads reference data and directories."),
          "reference:load", "directory:load"),
    _role("system:demo", "system", _("Demo"), _("Builds the demo and test worlds."),
          "directory:load", "reference:load", "network:edit", "network:open_casework"),
    _role("system:operator", "system", _("Operator"),
          _("Sets up the first account of an institution, from the command line."),
          "directory:load", "institution:invite", "network:edit", "key_files:rotate"),
    _role("system:restore", "system", _("Restore"),
          _("Ends again, after a restore, what had ended since the backup was made."),
          "ending:replay", "institution:invite", "network:edit"),
    _role("system:escalation", "system", _("Escalation"),
          _("Reminds, then the deputy, then the coordinator's list."), "deadline:escalate"),
    _role("system:reminders", "system", _("Reminders"),
          _("Opens tasks before a mandate, a condition, a quarter or a follow-up falls due."),
          "life:remind"),
    _role("system:practice", "system", _("Practice"),
          _("Builds the training network anew and plays its invented partners."),
          "practice:build"),
    _role("system:housekeeping", "system", _("Housekeeping"),
          _("Locks idle sessions, deletes what ran out, signs checkpoints."),
          "session:lock", "audit:checkpoint"),
)  # fmt: skip

ROLES: dict[str, Role] = {role.name: role for role in _ALL}

# Whoever comes in first at an institution holds one of these, and invites the rest of it.
FIRST_ROLES: Final = tuple(
    role.name
    for role in ROLES.values()
    if role.where == "institution" and "institution:invite" in role.permissions
)
