"""What is there already, of the institutions whose services somebody may write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.institution_names import by_name
from spona.directory.models import Institution
from spona.documents.workbook.differences import as_uuid
from spona.reference.models import Code, Town
from spona.reference.scripts import fold
from spona.services.models import Location, Service
from spona.services.permissions import may_edit
from spona.services.search_index import whole


def editable(actor: Actor) -> list[Institution]:
    """Those that the actor may write for: the own one, and partners on paper."""
    near = Q(pk=actor.institution_id) | Q(seats__network__in=actor.networks_where("network:edit"))
    rows = Institution.objects.filter(near).select_related("town").distinct().order_by("code")
    return [row for row in rows if may_edit(actor, row)]


@dataclass(slots=True)
class Known:
    """`services` and `places` by id, ended ones too; `external` by (source, id in the source)."""

    institutions: dict[UUID, Institution]
    services: dict[UUID, Service]
    places: dict[UUID, Location]
    towns: list[Town]
    codes: dict[str, dict[str, str]]
    labels: dict[tuple[str, str], str]
    names: dict[str, list[Institution]]

    def service_of(self, source: str, ident: str) -> Service | None:
        found = self.services.get(as_uuid(ident) or _NOBODY)
        return found or _external(self.services.values(), source, ident)

    def place_of(self, source: str, ident: str) -> Location | None:
        found = self.places.get(as_uuid(ident) or _NOBODY)
        return found or _external(self.places.values(), source, ident)

    def code(self, list_name: str, word: str) -> str:
        return self.codes.get(list_name, {}).get(fold(word), "")

    def institution(self, word: str) -> list[Institution]:
        """By id, code or name in any language; none, one, or several of the same name."""
        ident = as_uuid(word)
        if ident is not None:
            return [self.institutions[ident]] if ident in self.institutions else []
        return self.names.get(fold(word), [])

    def town(self, word: str) -> Town | None:
        wanted = fold(word)
        for one in self.towns:
            if wanted == one.slug or wanted in {fold(text) for text in one.words.values()}:
                return one
        return None


def known_to(actor: Actor) -> Known:
    institutions = {row.pk: row for row in editable(actor)}
    services = whole(Service.objects.filter(institution__in=institutions))
    places = Location.objects.filter(institution__in=institutions).select_related("town")
    codes = Code.objects.filter(list__in=_LISTS).order_by("version")
    return Known(
        institutions,
        {row.pk: row for row in services},
        {row.pk: row for row in places.prefetch_related("phones", "services_here")},
        list(Town.objects.order_by("slug")),
        codes.by_word(),
        {(row.list, row.code): str(row.words) for row in codes},
        by_name(institutions.values()),
    )


_NOBODY: Final = UUID(int=0)
_LISTS: Final = ("service", "language", "service_exclusion", "accessibility")


def check_writes(known: Known) -> None:
    """Denied where there is nobody whose services they may write."""
    if not known.institutions:
        raise Denied(
            _(
                "The head or an intake officer writes the services of an institution; the "
                "coordinator only for a partner who works on paper."
            )
        )


def _external[Row: (Service, Location)](rows: Iterable[Row], source: str, ident: str) -> Row | None:
    if not source or not ident:
        return None
    for row in rows:
        if (row.external_source, row.external_id) == (source, ident):
            return row
    return None
