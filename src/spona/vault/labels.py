"""Frozen labels: what each sealed thing is bound to. Append only, never edit.

A changed label makes everything sealed under it unopenable, so `tests/vault/test_labels.py`
pins every byte. A new shape gets a new label with the next number.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from spona.crypto.encoding import Part, canonical

BOX_KINDS = (
    "case",
    "packet",
    "tip",
    "response",
    "conference",
    "counted",
    "note",
    "request",
    "observation",
    "round",
    "figures",
)

# First parts of the HMAC of a row.
BOX_ROW = "spona vault box row 1"
# 1 did not say whether a new key is due; 2 said the name of the section in clear.
SECTION_ROW = "spona vault section row 3"
GRANT_ROW = "spona vault grant row 1"
# 1 was said of X25519 keys alone, and wraps named the account's key by itself, not by its digest.
CODE_ROW = "spona vault code row 2"
INTAKE_KEY_ROW = "spona vault intake key row 2"
INTAKE_WRAP_ROW = "spona vault intake wrap row 2"
PAPER_KEY_ROW = "spona vault paper key row 2"
STATISTICS_KEY_ROW = "spona vault statistics key row 2"
STATISTICS_WRAP_ROW = "spona vault statistics wrap row 2"
REKEY_ROW = "spona vault rekey row 1"
SECTION_REVISION_ROW = "spona vault section revision row 1"
SECTION_LINK_ROW = "spona vault section link row 1"


def section_aad(box: UUID, name: str, version: int, revision: int) -> bytes:
    """Where a sealed section lies: moved anywhere else it does not open."""
    return canonical("spona vault section 1", box, name, version, revision)


def section_slot(box: UUID, name: str) -> tuple[Part, ...]:
    """Of what the HMAC is by which a section is found."""
    return "spona section slot 1", box, name


def section_name_key() -> bytes:
    """The key under which the server seals to itself which section a row is."""
    return canonical("spona vault section name key 1")


def section_name_aad(box: UUID, section: UUID) -> bytes:
    """The name of a section, at its row."""
    return canonical("spona vault section name 1", box, section)


def answer_codes_key() -> bytes:
    """The key under which the server seals to itself what it counts of an answer."""
    return canonical("spona vault answer codes key 1")


def answer_codes_aad(survey: UUID, row: UUID) -> bytes:
    """The codes of one answer, at its row."""
    return canonical("spona vault answer codes 1", survey, row)


def section_link_aad(box: UUID, section: UUID, version: int) -> bytes:
    """A section's key of `version`, sealed under its key of the next version."""
    return canonical("spona section link 1", box, section, version, version + 1)


def grant_info(
    *,
    grant: UUID,
    box: UUID,
    section: UUID,
    section_version: int,
    to_kind: str,
    to_id: UUID,
    to_version: int,
    member_of: UUID | None,
    way: str,
    basis: str,
    until: datetime | None,
    granted_by: UUID | None,
) -> bytes:
    """Everything a grant says, bound into its wrap; the state is not, so release needs no key.

    1 bound the name of the section too. That its key opens nothing else, the section's own seal
    says, and a wrap is moved without anybody asking which part it leads to.
    """
    return canonical(
        "spona vault grant 2", grant, box, section, section_version,
        to_kind, to_id, to_version, member_of, way, basis, instant(until), granted_by,
    )  # fmt: skip


def wrap_info(purpose: str, *, wrap: UUID, owner: UUID, version: int, account: UUID) -> bytes:
    """A seed (purpose `intake` or `statistics`) wrapped to one holder."""
    return canonical("spona vault seed wrap 1", purpose, wrap, owner, version, account)


def last_root_aad(institution: UUID, version: int) -> bytes:
    """The root of the log that this version of an intake key co-signed last."""
    return canonical("spona vault last root 1", institution, version)


def paper_wrap_info(*, key: UUID, institution: UUID, version: int, paper: UUID) -> bytes:
    """An intake seed wrapped to the key that lies in the safe."""
    return canonical("spona vault paper wrap 1", key, institution, version, paper)


def paper_key_info(institution: UUID) -> bytes:
    """What the printed symbols are turned into: this institution's paper key only."""
    return canonical("spona vault paper key 1", institution)


def hold_key_info(row: UUID) -> bytes:
    """The key of one held row, grown from the server's hold key."""
    return canonical("spona vault hold key 1", row)


def hold_aad(info: bytes) -> bytes:
    """The outer layer of a held wrap, bound to what the inner one is bound to."""
    return canonical("spona vault hold 1", info)


def code_key_info(code: UUID) -> bytes:
    """The key that sixteen digits open."""
    return canonical("spona vault code key 1", code)


def code_private_aad(code: UUID, locator: str) -> bytes:
    """The private half of a code, at its place."""
    return canonical("spona vault code private 1", code, locator)


def box_key_info(box: UUID, *where: Part) -> bytes:
    """What strangers seal to the key of a box, at its place."""
    return canonical("spona vault box key wrap 1", box, *where)


def box_key_aad(box: UUID, *where: Part) -> bytes:
    """The document under that wrap, bound to the same place."""
    return canonical("spona vault box key document 1", box, *where)


def key_fingerprint(purpose: str, *, owner: UUID, version: int) -> bytes:
    """Whose key eight words stand for (`intake`, `paper`, `statistics` or `account`)."""
    return canonical("spona vault fingerprint 1", purpose, owner, version)


def instant(at: datetime | None) -> str | None:
    """A time as it is bound and authenticated: UTC with microseconds, on every database."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
