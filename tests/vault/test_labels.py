"""Labels are frozen: whatever was sealed under them must open for ever. Append, never edit."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from spona.crypto.encoding import canonical
from spona.vault import labels

A, B, C, D, E = (UUID(int=n) for n in range(1, 6))
AT = datetime(2026, 11, 25, 8, 0, 0, 5, tzinfo=UTC)


def digest(label: bytes) -> str:
    return hashlib.sha256(label).hexdigest()[:16]


PINNED = {
    "section": (labels.section_aad(A, "health", 1, 2), "802211d9bcfb806f"),
    "section name key": (labels.section_name_key(), "f7d35dbc3bb17142"),
    "section name": (labels.section_name_aad(A, B), "29774ef54a42bb7a"),
    "section slot": (canonical(*labels.section_slot(A, "health")), "b44f6451f0930fd3"),
    "section link": (labels.section_link_aad(A, B, 3), "c8fec40be39a6d36"),
    "grant": (
        labels.grant_info(
            grant=A, box=B, section=C, section_version=1, to_kind="member",
            to_id=D, to_version=0, member_of=B, way="hpke", basis="duty", until=AT, granted_by=E,
        ),
        "ade07273cf384c09",
    ),
    "grant without an end": (
        labels.grant_info(
            grant=A, box=B, section=C, section_version=1, to_kind="member",
            to_id=D, to_version=0, member_of=None, way="hpke", basis="", until=None, granted_by=None,
        ),
        "5ccd30ff484f0fa1",
    ),
    "wrap": (labels.wrap_info("intake", wrap=A, owner=B, version=3, account=C), "b5e9e67059126eec"),
    "paper wrap": (
        labels.paper_wrap_info(key=A, institution=B, version=3, paper=C),
        "bbf72cb54b8bfe47",
    ),
    "last root": (labels.last_root_aad(A, 3), "b17a884db88bfee4"),
    "paper key": (labels.paper_key_info(A), "675e921e2b3c88b6"),
    "hold key": (labels.hold_key_info(A), "b9e52ef2af880371"),
    "hold": (labels.hold_aad(b"info"), "7e3afa9d4b435d8e"),
    "code key": (labels.code_key_info(A), "a8ba806495a6e5b3"),
    "code private": (labels.code_private_aad(A, "7K3MQ2"), "596d932984e1ac34"),
    "box key": (labels.box_key_info(A, B), "adeb468ace911166"),
    "box key document": (labels.box_key_aad(A, B), "0119d02fa310ca2b"),
    "fingerprint": (labels.key_fingerprint("intake", owner=A, version=1), "c492aaba06c95b96"),
}  # fmt: skip


def test_no_label_has_changed():
    assert {name: digest(made) for name, (made, _) in PINNED.items()} == {
        name: pinned for name, (_, pinned) in PINNED.items()
    }


def test_no_two_things_share_a_label():
    assert len({made for made, _ in PINNED.values()}) == len(PINNED)


def test_the_kinds_of_boxes_only_grow():
    assert labels.BOX_KINDS[:9] == (
        "case", "packet", "tip", "response", "conference", "counted", "note", "request",
        "observation",
    )  # fmt: skip


def test_row_labels_are_these():
    rows = {name: value for name, value in vars(labels).items() if name.endswith("_ROW")}
    assert rows == {
        "BOX_ROW": "spona vault box row 1",
        "SECTION_ROW": "spona vault section row 3",
        "GRANT_ROW": "spona vault grant row 1",
        "CODE_ROW": "spona vault code row 2",
        "INTAKE_KEY_ROW": "spona vault intake key row 2",
        "INTAKE_WRAP_ROW": "spona vault intake wrap row 2",
        "PAPER_KEY_ROW": "spona vault paper key row 2",
        "STATISTICS_KEY_ROW": "spona vault statistics key row 2",
        "STATISTICS_WRAP_ROW": "spona vault statistics wrap row 2",
        "REKEY_ROW": "spona vault rekey row 1",
        "SECTION_REVISION_ROW": "spona vault section revision row 1",
        "SECTION_LINK_ROW": "spona vault section link row 1",
    }


def test_a_time_is_bound_the_same_in_every_zone():
    belgrade = AT.astimezone(timezone(timedelta(hours=1)))
    assert labels.instant(belgrade) == "2026-11-25T08:00:00.000005+00:00"
    assert labels.instant(None) is None
