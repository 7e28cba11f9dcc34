"""What a list shows of reports with a name: cover and sender, opened in memory for its reader.

As the list of reports from accounts does it. Of a message without a name nothing is opened.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from spona.access.actor import Actor
from spona.cases.referrals.packet import Cover
from spona.identity.keyring import Keyring
from spona.tipline.origins import institution_names
from spona.tipline.payload_schemas import COVER, FIRST_MESSAGE, FirstMessage, Origin
from spona.vault.actions import open_many
from spona.vault.queries import sections_named


@dataclass(frozen=True, slots=True)
class Head:
    """How urgent, about whom, what is asked; and who from where has sent it. `institution`: its
    name in the language of the reader.
    """

    cover: Cover
    origin: Origin
    institution: str


def heads_of(boxes: Collection[UUID], *, by: Actor, keys: Keyring) -> dict[UUID, Head]:
    """Box → head, of the reports with a name among these; one line of the read log."""
    sections = sections_named([(box, name) for box in boxes for name in (COVER, FIRST_MESSAGE)], by)
    named = {one.box_id for one in sections if one.name == COVER}
    sections = [one for one in sections if one.box_id in named]
    opened = open_many(sections, by=by, keys=keys, purpose="queue")
    read = {(one.box_id, one.name): opened[one.pk] for one in sections if one.pk in opened}
    heads = {}
    whole = [box for box in named if (box, COVER) in read and (box, FIRST_MESSAGE) in read]
    origins = {box: FirstMessage.from_document(read[box, FIRST_MESSAGE]).origin for box in whole}
    names = institution_names([one for one in origins.values() if one is not None])
    for box, origin in origins.items():
        if origin is not None:
            cover = Cover.from_document(read[box, COVER])
            heads[box] = Head(cover, origin, names[origin])
    return heads
