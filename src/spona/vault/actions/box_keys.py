"""Make the key of a box for its readers, and open it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from uuid import UUID

from spona.access.actor import Actor
from spona.crypto import keypairs
from spona.crypto.errors import Unopenable
from spona.identity.keyring import Keyring
from spona.vault import seeds
from spona.vault.actions.boxes import create_box
from spona.vault.actions.granting import destroy, grant
from spona.vault.actions.opening import open_section
from spona.vault.box_keys import KEY_SECTION, BoxKey
from spona.vault.models import MEMBER, Box, Grant, Section
from spona.vault.recipients import Recipient


def create_key_box(
    kind: str, *, readers: Sequence[Recipient], by: Actor, reference: str
) -> tuple[Box, bytes]:
    """A box with the private half of a new key pair, wrapped to each reader, and the public half.

    It belongs to no institution: what its readers may do follows from their wraps alone. Errors as
    in `create_box`.
    """
    seed, public = seeds.new_seed()
    box = create_box(
        kind,
        owner=None,
        sections={KEY_SECTION: {"schema": 1, "seed": base64.b64encode(seed).decode()}},
        grants={KEY_SECTION: list(readers)},
        by=by,
        reference=reference,
    )
    return box, public


def open_key_box(box: Box, public: bytes, *, by: Actor, keys: Keyring) -> BoxKey:
    """The private half, once its reading is in the log. Denied as in `open_section`; Unopenable
    where the public half that strangers were given does not grow from it.
    """
    section = _key_section(box)
    document = open_section(section, by=by, keys=keys)
    private = keypairs.private_key_from_seed(base64.b64decode(document["seed"]))
    if keypairs.public_key(private) != public:
        raise Unopenable
    return BoxKey(box.pk, private)


def add_reader(box: Box, reader: Recipient, *, by: Actor, keys: Keyring) -> None:
    """One more who opens the key of this box; whoever lets in opens it themselves, else Denied.

    Who may be let in is the business of the app above.
    """
    grant(_key_section(box), reader, by=by, keys=keys)


def remove_reader(box: Box, account: UUID, *, by: Actor) -> int:
    """They open nothing of it any more, nor after a restore; return how many wraps went."""
    rows = Grant.objects.filter(section=_key_section(box), to_kind=MEMBER, to_id=account)
    return destroy(rows, by=by)


def _key_section(box: Box) -> Section:
    return Section.objects.named(box.pk, KEY_SECTION).select_related("box").get()
