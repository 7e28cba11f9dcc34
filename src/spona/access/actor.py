"""The one who acts: a value, made per request and passed to every action."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from spona.access.roles import ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person acting for one institution, or the system doing one named job.

    Ids are UUIDs of `directory` and `identity` rows; this app does not look
    them up. `network_roles` holds (network id, role name).
    """

    account_id: UUID | None = None
    person_id: UUID | None = None
    member_id: UUID | None = None
    institution_id: UUID | None = None
    roles: frozenset[str] = frozenset()
    network_roles: frozenset[tuple[UUID, str]] = frozenset()
    networks: frozenset[UUID] = frozenset()
    factor_at: datetime | None = None
    stepped_up_at: datetime | None = None
    system_job: str = ""
    # For pages only, never for a decision; the institution's name follows the reader.
    display_name: str = field(default="", compare=False)
    institution_name: object = field(default="", compare=False)

    @classmethod
    def system(cls, job: str) -> Actor:
        """The system itself, doing `job`; each job has its line in the table of roles."""
        role = f"system:{job}"
        if role not in ROLES:
            raise KeyError(f"{role} has no line in spona.access.roles")
        return cls(roles=frozenset({role}), system_job=job)

    @property
    def is_system(self) -> bool:
        return bool(self.system_job)

    @property
    def pseudonym(self) -> str:
        """How the log names this actor: an id that means nothing outside the database."""
        return (
            f"system:{self.system_job}"
            if self.is_system
            else str(self.person_id or self.account_id)
        )

    def may(self, permission: str, *, network: UUID | None = None) -> bool:
        """True when a role held for the institution, or in `network`, carries `permission`."""
        held = set(self.roles)
        held |= {role for where, role in self.network_roles if network in (None, where)}
        return any(permission in ROLES[role].permissions for role in held if role in ROLES)

    def networks_where(self, permission: str) -> frozenset[UUID]:
        """Networks in which a network role of this actor carries `permission`."""
        return frozenset(
            where
            for where, role in self.network_roles
            if role in ROLES and permission in ROLES[role].permissions
        )


# Who acts when nobody has signed in: without an id, so the log has nothing to keep.
VISITOR: Final = Actor()
