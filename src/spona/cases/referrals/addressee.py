"""A body that somebody typed by name and town: it stands in no list, so its name is sealed.

The row of what was sent there names one and the same row of the directory for all such bodies
(`directory.actions.ensure_elsewhere`). The name may tell something about the person: of a
shelter, a school, a hospital.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.models import Referral
from spona.cases.referrals.numbers import Number, numbers_of
from spona.directory.models import ELSEWHERE, Certainty, Institution
from spona.identity import former_keys
from spona.identity.keyring import Keyring
from spona.reference.models import Code
from spona.reference.scripts import fold, latin
from spona.reference.words import Words
from spona.vault.actions import open_many
from spona.vault.models import Section

SECTION: Final = "addressee"
# At most so many of the directory are shown as what was perhaps meant.
MOST: Final = 8
_NAMESPACE: Final = uuid.UUID("5b1f2f0e-6a3f-5f0a-9d0e-6f2d1c7b9a41")


@dataclass(frozen=True, slots=True)
class Addressee:
    """`sector` is a code of the list: the deadline and the legal basis depend on it."""

    name: str
    town: str
    sector: str
    phone: str = ""

    def to_document(self) -> dict[str, Any]:
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Addressee:
        return cls(**{name: value for name, value in document.items() if name != "schema"})

    @property
    def key(self) -> str:
        """The same for both scripts, whatever the case and the diacritics."""
        return f"{fold(self.name)}|{fold(self.town)}"

    @property
    def shown(self) -> str:
        return f"{self.name}, {self.town}"

    @property
    def numbers(self) -> list[Number]:
        return [Number(self.phone, None)] if self.phone else []

    def as_institution(self) -> Institution:
        """For what shows an institution: never saved, and in no table."""
        words = Words({"sr": self.name, "en": latin(self.name)})
        return Institution(
            pk=uuid.uuid5(_NAMESPACE, self.key),
            code=ELSEWHERE,
            words=words,
            sector=self.sector,
            # Many names end with the town already.
            address="" if fold(self.town) in fold(self.name) else self.town,
            certainty=Certainty.ENTERED,
        )

    def mark(self, about: uuid.UUID) -> str:
        """Says of two rows about the same thing whether they mean the same body; names nobody.

        An HMAC under the key that lies outside the database, and another one for each file.
        """
        secret = former_keys.first("mac")
        made = salted_hmac(
            f"spona addressee 1 {about}", self.key, secret=secret, algorithm="sha256"
        )
        return former_keys.layered("mac", made.digest()).hex()


def check_addressee(one: Addressee) -> None:
    """Denied with what is missing."""
    if not one.name.strip() or not fold(one.name):
        raise Denied(_("Write the full name of the body."))
    if not one.town.strip() or not fold(one.town):
        raise Denied(_("Write the town. Bodies in two towns may have the same name."))
    if not Code.objects.of("sector", timezone.localdate()).filter(code=one.sector).exists():
        raise Denied(_("Choose what kind of body it is."))


def in_directory(one: Addressee) -> list[Institution]:
    """Institutions of the directory that were perhaps meant: the same name however it is written,
    or the same kind of body in the same town. Invented ones of a training network are left out.
    """
    rows = Institution.objects.exclude(code=ELSEWHERE).exclude(seats__network__practice=True)
    rows = rows.select_related("town")
    words = fold(one.name).split()
    same = Q(pk__in=rows.matching(one.name).values("pk")) if words else Q(pk__in=())
    alike = Q(sector=one.sector, town__search_key__contains=fold(one.town))
    found = list(rows.filter(same | alike).distinct().order_by("code")[: MOST * 4])
    return [row for row in found if row.has_valid_mac() and _is_meant(row, one)][:MOST]


def _is_meant(row: Institution, one: Addressee) -> bool:
    """In another town it is another body, unless the directory knows no town of it."""
    if row.town is None:
        return True
    town = fold(one.town)
    return any(fold(word) == town for word in row.town.words.values())


def addressee_of(referral: Referral, *, by: Actor, keys: Keyring) -> Addressee | None:
    """Opened for its reader; None where the row itself tells to whom it went."""
    return addressees_of([referral], by=by, keys=keys).get(referral.packet_id)


def addressees_of(
    referrals: Iterable[Referral], *, by: Actor, keys: Keyring
) -> dict[uuid.UUID, Addressee]:
    """By packet, of those rows of a page that went to a typed body; one line in the read log.

    Nothing is opened and nothing is asked where none did.
    """
    packets = [row.packet_id for row in referrals if row.recipient_institution.is_elsewhere]
    if not packets:
        return {}
    rows = Section.objects.visible_to(by).named(packets, SECTION)
    sections = list(rows.select_related("box").order_by("id"))
    opened = open_many(sections, by=by, keys=keys, purpose="page")
    return {
        one.box_id: Addressee.from_document(opened[one.pk]) for one in sections if one.pk in opened
    }


def numbers_for(institution: Institution, addressee: Addressee | None) -> list[Number]:
    """Whom to call: what was typed, or what the directory knows."""
    return addressee.numbers if addressee else numbers_of(institution)
