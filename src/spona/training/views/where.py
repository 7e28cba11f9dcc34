"""Who is trained where: numbers for every member, names only inside one's own network."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.deadlines.time import today
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.documents.tables import CSV_TYPE, Cell, csv_table
from spona.identity.slow_pages import TABLE, slow
from spona.mandates.owed import Owed
from spona.mandates.queries import trained_by
from spona.mandates.words import full_day
from spona.reference.file_names import file_name
from spona.reference.scripts import serbian_key
from spona.training import where as trained
from spona.training.permissions import may_see_names
from spona.training.queries import certificates, who


@member("network:read")
@require_safe
def where(request: MemberRequest) -> HttpResponse:
    """`?town=` puts one network forward: its column, and who in it could be trained next."""
    day = today()
    networks = _networks()
    rows = trained.table(networks, day)
    own = request.actor.networks
    shown = _shown(request, networks)
    at = networks.index(shown) if shown else -1
    context = {
        "networks": networks,
        "heads": list(
            zip(networks, trained.marks([str(one.town.words) for one in networks]), strict=True)
        ),
        "rows": rows,
        "legend": trained.STATES,
        "map": trained.map_of(networks, rows, own),
        "shown": shown,
        "answer": _answer(rows, at, shown),
        "gaps": [row for row in rows if at >= 0 and row.cells[at].state in _GAPS],
        "institutions": _institutions(request, shown),
        "width": trained.WIDTH,
        "height": trained.HEIGHT,
    }
    return render(request, "training/where.html", context)


_GAPS = (trained.NOBODY, trained.RUN_OUT)


@member("network:read")
@slow("table", TABLE)
@require_safe
def where_csv(request: MemberRequest) -> HttpResponse:
    """The same numbers for other programs: one line for each sector and town."""
    networks = _networks()
    rows = trained.table(networks, today())
    head: list[Cell] = [
        _("Sector"), _("Town"), _("Trained, certificate valid"), _("Certificate has run out"),
        _("State"),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [row.label, str(cell.network.town.words), cell.valid, cell.run_out, str(cell.state.word)]
        for row in rows
        for cell in row.cells
    ]
    name = file_name(pgettext("file name", "list"))
    return HttpResponse(
        csv_table(head, lines),
        headers={
            "Content-Type": CSV_TYPE,
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store",
        },
    )


@member("network:read")
@require_safe
def people(request: MemberRequest, code: str) -> HttpResponse:
    """Names of one institution: for its head, and for whoever leads trainings in its network."""
    rows = Institution.objects.visible_to(request.actor).select_related("town")
    institution = get_object_or_404(rows, code=code)
    networks = [
        one
        for one in Network.objects.visible_to(request.actor).select_related("town")
        if may_see_names(request.actor, one.pk, institution.pk)
    ]
    if not networks:
        raise Http404
    found = trained.people_of(institution, networks, today())
    context = {
        "institution": institution,
        "people": found,
        "valid": sum(one.valid for one in found),
        "conditions": [
            (network, one, until_told(one))
            for network in networks
            if (one := trained_by(network, today()).get(institution.pk)) is not None
        ],
    }
    return render(request, "training/people.html", context)


def _networks() -> list[Network]:
    """Real ones, in the order of their towns."""
    rows = Network.objects.real().select_related("town")
    return sorted(rows, key=lambda one: serbian_key(str(one.town.words)))


def _shown(request: MemberRequest, networks: list[Network]) -> Network | None:
    """The asked one; else the first of the reader's own."""
    slug = request.GET.get("town", "")
    if slug:
        found = next((one for one in networks if one.slug == slug), None)
        if found is None:
            raise Http404
        return found
    own = (one for one in networks if one.pk in request.actor.networks)
    home = Institution.objects.filter(pk=str(request.actor.institution_id)).first()
    mine = list(own)
    town = home.town_id if home else None
    return next((one for one in mine if one.town_id == town), next(iter(mine), None))


def _answer(rows: list[trained.Row], at: int, shown: Network | None) -> str:
    if shown is None:
        return _("Who is trained where")
    valid = sum(row.cells[at].valid for row in rows)
    town = str(shown.town.locative)
    if not valid:
        return _("In %(town)s nobody has a valid certificate yet.") % {"town": town}
    return ngettext(
        "In %(town)s %(n)d person has a valid certificate.",
        "In %(town)s %(n)d people have a valid certificate.",
        valid,
    ) % {"town": town, "n": valid}


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """An institution: people with a certificate, those whose certificate has run out, and how the
    condition "training" of the network stands there.
    """

    institution: Institution
    valid: int
    run_out: int
    condition: Owed | None

    @property
    def until(self) -> str:
        return until_told(self.condition)


def until_told(condition: Owed | None) -> str:
    return full_day(condition.until) if condition is not None and condition.until else ""


def _institutions(request: MemberRequest, shown: Network | None) -> list[InstitutionRow]:
    """Institutions of the chosen network whose names the reader may see, with their numbers."""
    if shown is None or shown.pk not in request.actor.networks:
        return []
    day = today()
    seen = [one for one in institutions_of(shown) if may_see_names(request.actor, shown.pk, one.pk)]
    sums: dict[object, tuple[set[object], set[object]]] = {one.pk: (set(), set()) for one in seen}
    for one in certificates([shown]):
        if one.participant.institution_id in sums and one.has_valid_mac():
            valid = one.is_valid_on(day)
            sums[one.participant.institution_id][0 if valid else 1].add(who(one.participant))
    owed = trained_by(shown, day) if seen else {}
    found = [
        InstitutionRow(
            one, len(sums[one.pk][0]), len(sums[one.pk][1] - sums[one.pk][0]), owed.get(one.pk)
        )
        for one in seen
    ]
    return sorted(found, key=lambda row: serbian_key(str(row.institution.words)))
