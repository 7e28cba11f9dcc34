"""Figures of a year: made and checked in a town, listed and added up at the Centre."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, hands_over, member, step_up
from spona.directory.models import Institution, Network
from spona.identity.slow_pages import TABLE, slow
from spona.statistics import actions
from spona.statistics.figures import queries
from spona.statistics.figures.base_tables import sum_of
from spona.statistics.figures.facts import shape_tables, shapes
from spona.statistics.figures.files import TYPES, file_of
from spona.statistics.figures.forms import FiguresForm, PaperForm
from spona.statistics.figures.keys import NationalKey
from spona.statistics.figures.shapes import (
    Shown,
    every_table,
    left_open,
    shown_tables,
    title_of,
)
from spona.statistics.figures.words import SHAPES, WHY_NOT, steps
from spona.statistics.models import FiguresState, YearFigures
from spona.vault.queries import fingerprint_words
from spona.vault.refusals import KeyReplaced

_WHOLE = ("citizenship_eurostat", "citizenship_own", "form_eurostat", "form_tip", "reports_tip")


@member("statistics:hold_key")
@require_safe
def figures_list(request: MemberRequest) -> HttpResponse:
    """Each network that the reader counts in, year by year; for the Centre's analysts what came."""
    networks = queries.counted_networks(request.actor)
    context = {
        "towns": [queries.figures_of(one) for one in networks],
        "national": queries.national_of(request.actor),
    }
    return render(request, "statistics/figures/list.html", context)


@member("statistics:hold_key")
@step_up
@slow("table", TABLE, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: MemberRequest, network: str) -> HttpResponse:
    """Compares the key, counts and shows, and seals what was shown: three buttons."""
    found = _network(request, network)
    seconds = actions.seconds_for(found, by=request.actor)
    posted = request.method == "POST"
    told = request.POST if posted and "key" not in request.POST else None
    first = {"year": request.GET.get("year", "")}
    form = FiguresForm(told, years=queries.ended_years(), seconds=seconds, initial=first)
    refusal, prepared = "", None
    if posted and told is None:
        refusal = _note_key(request, found)
        if not refusal:
            return HttpResponseRedirect(request.get_full_path())
    elif told is not None and form.is_valid():
        said = form.cleaned_data
        asked = {"year": said["year"], "basis": said["basis"], "second": UUID(said["second"])}
        with RefusalAsFormError(form):
            if said["seen"]:
                made = actions.seal_figures(
                    found, seen=said["seen"], by=request.actor, keys=request.keys, **asked
                )
                return HttpResponseRedirect(reverse("statistics:figures_one", args=[made.pk]))
            prepared = actions.prepare_figures(found, by=request.actor, keys=request.keys, **asked)
    key, words = _key(found)
    context = {
        "network": found, "form": form, "refusal": refusal, "seconds": seconds, "key": key,
        "words": words, "altered": key is None, "prepared": prepared,
        "tables": _tables(prepared.said.figures) if prepared else [],
        "absent": _absent(prepared.said.absent) if prepared else [],
        "steps": steps(""),
    }  # fmt: skip
    status = 422 if form.errors or refusal else 200
    return render(request, "statistics/figures/make.html", context, status=status)


@member("statistics:hold_key")
@step_up
@slow("table", TABLE, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, figures_id: UUID) -> HttpResponse:
    """One version: the second analyst counts anew and hands it over; either throws it away."""
    mine = [each.pk for each in queries.counted_networks(request.actor)]
    rows = YearFigures.objects.filter(network__in=mine)
    row = get_object_or_404(
        rows.select_related(
            "network__town", "national", "box", "supersedes", "made_by__person", "second__person"
        ),
        pk=figures_id,
    )
    compared, refusal, number = None, "", ""
    form = PaperForm(request.POST if "paper" in request.POST else None)
    if request.method == "POST":
        try:
            if "drop" in request.POST:
                actions.drop_figures(row, by=request.actor)
                return HttpResponseRedirect(reverse("statistics:figures"))
            if "release" in request.POST:
                actions.release_figures(row, by=request.actor, keys=request.keys)
                return HttpResponseRedirect(request.path)
            if "paper" in request.POST and form.is_valid():
                actions.hand_over_on_paper(
                    row, number=form.cleaned_data["number"], by=request.actor, keys=request.keys
                )
                return HttpResponseRedirect(request.path)
            if "number" in request.POST and "paper" not in request.POST:
                number = actions.read_registry_number(row, by=request.actor, keys=request.keys)
            else:
                compared = actions.compare_figures(row, by=request.actor, keys=request.keys)
        except (Denied, Conflict) as refused:
            refusal = str(refused.sentence)
        except KeyReplaced:
            refusal = _(
                "The key of the Centre was altered. Call the operator before anything else."
            )
    account = request.actor.account_id
    context = {
        "row": row, "compared": compared, "refusal": refusal, "form": form, "number": number,
        "is_second": account == row.second_id, "is_first": account == row.made_by_id,
        "waits": row.state == FiguresState.WAITING,
        "on_paper": row.state == FiguresState.ON_PAPER,
        "state": FiguresState(row.state).label,
        "steps": steps(row.state),
        "tables": _tables(compared.said.figures) if compared else [],
        "absent": _absent(compared.said.absent) if compared else [],
        "differing": [_base_title(name) for name in compared.tables] if compared else [],
    }  # fmt: skip
    status = 422 if form.errors or refusal else 200
    return render(request, "statistics/figures/one.html", context, status=status)


@member("statistics:hold_key")
@require_safe
def received(request: MemberRequest) -> HttpResponse:
    """What came, town by town; nothing is opened."""
    national = _national(request)
    refusal, found = "", None
    try:
        found = queries.received()
    except Denied as refused:
        refusal = str(refused.sentence)
    context = {
        "national": national, "received": found, "refusal": refusal,
        "shapes": [(code, label) for code, label in SHAPES.items() if code in shapes()],
        "came": _came(found) if found else [],
    }  # fmt: skip
    return render(request, "statistics/figures/received.html", context)


@member("statistics:hold_key")
@step_up
@slow("table", TABLE)
@require_safe
def sums(request: MemberRequest, year: int, shape: str) -> HttpResponse:
    """All towns added up in the shape of one return; each opening is in the log."""
    context = _sums(request, year, shape)
    return render(request, "statistics/figures/sums.html", context)


@member("statistics:hold_key")
@step_up
@slow("table", TABLE)
@hands_over
@require_safe
def sums_file(request: MemberRequest, year: int, shape: str, kind: str) -> HttpResponse:
    """The same as a file; its name says nothing, and no copy stays in the browser."""
    if kind not in TYPES:
        raise Http404
    found = _sums(request, year, shape)
    made = file_of(
        kind,
        cast("list[Shown]", found["tables"]),
        title=f"{found['label']}, {year}",
        lead=str(found["lead"]),
        issuer=str(request.actor.institution_name),
        language=get_language() or "sr",
    )
    return HttpResponse(
        made,
        headers={
            "Content-Type": TYPES[kind],
            "Content-Disposition": f'attachment; filename="spona.{kind}"',
            "Cache-Control": "no-store",
        },
    )


def _sums(request: MemberRequest, year: int, shape: str) -> dict[str, Any]:
    national = _national(request)
    if shape not in shapes():
        raise Http404
    came = queries.received()
    if year not in came.years:
        raise Http404
    places = came.of_year(year)
    rows = [place.row for _network, place in places if place.is_released and place.row]
    said = actions.open_handed_over(rows, national, by=request.actor, keys=request.keys)
    missing = [network for network, place in places if not place.is_released]
    paper = [network for network, place in places if place.is_on_paper]
    figures = sum_of([one.figures for one in said.values()])
    absent = _absent([ident for one in said.values() for ident in one.absent])
    return {
        "year": year,
        "shape": shape,
        "label": SHAPES[shape],
        "shapes": [(code, label) for code, label in SHAPES.items() if code in shapes()],
        "tables": shown_tables(figures, shape, whole=not missing and bool(rows)),
        "rows": rows,
        "said": [(row, said[row.pk]) for row in rows],
        "missing": [one for one in missing if one not in paper],
        "paper": paper,
        "absent": absent,
        "sources": shapes()[shape],
        "open": [(fact, WHY_NOT[fact.why]) for fact in left_open(shape)],
        "lead": _lead(rows, [one for one in missing if one not in paper], paper, absent),
    }


def _lead(
    rows: list[YearFigures], missing: list[Network], paper: list[Network], absent: list[Institution]
) -> str:
    """What is in the sums, in one text that goes along with every file."""

    def towns(some: list[Network]) -> str:
        return ", ".join(str(one.town.words) for one in some) or "–"

    told = [
        _("In the sums: %(towns)s.") % {"towns": towns([row.network for row in rows])},
        _("Missing: %(towns)s.") % {"towns": towns(missing)},
        _("On paper only, not in the sums: %(towns)s.") % {"towns": towns(paper)},
    ]
    if absent:
        who = ", ".join(str(one.words) for one in absent)
        told.append(_("Institutions that are not in Spona: %(who)s.") % {"who": who})
    told.append(
        _("Without people who do not want to be counted. Registered and identified are two counts "
          "and are never added.")
    )  # fmt: skip
    return " ".join(told)


def _came(found: queries.Received) -> list[tuple[int, int, int, int]]:
    """(year, by key, on paper, missing), of each year."""
    counted = []
    for year in found.years:
        places = [place for _network, place in found.of_year(year)]
        keyed = sum(place.is_released for place in places)
        paper = sum(place.is_on_paper for place in places)
        counted.append((year, keyed, paper, len(places) - keyed - paper))
    return counted


def _tables(figures: Any) -> list[Shown]:
    """Of one town: every table as fine as it is, without those that only put rows together."""
    return every_table(figures, [t for key, t in shape_tables().items() if key not in _WHOLE])


def _base_title(name: str) -> str:
    found = next(table for table in shape_tables().values() if table.base == name)
    return title_of(found)


def _absent(ids: Any) -> list[Institution]:
    return sorted(Institution.objects.filter(pk__in=set(ids)), key=lambda one: str(one.words))


def _key(network: Network) -> tuple[NationalKey | None, list[tuple[str, str]]]:
    """How the national key stands and its words; None where it is not as it was published."""
    found = queries.figures_of(network).key
    if found is None or found.key is None:
        return found, []
    latin, cyrillic = fingerprint_words(found.key)
    return found, list(zip(latin, cyrillic, strict=True))


def _note_key(request: MemberRequest, network: Network) -> str:
    """A sentence where it was refused."""
    try:
        wanted = UUID(request.POST["key"])
        if "compared" not in request.POST:
            return _("Compare the eight words by phone first, then tick that they are the same.")
        actions.note_compared_key(network, key=wanted, by=request.actor)
    except ValueError:
        raise Http404 from None
    except (Denied, Conflict) as refused:
        return str(refused.sentence)
    except KeyReplaced:
        return _("The key of the Centre was altered. Call the operator before anything else.")
    return ""


def _network(request: MemberRequest, slug: str) -> Network:
    found = [one for one in queries.counted_networks(request.actor) if one.slug == slug]
    if not found:
        raise Http404
    return found[0]


def _national(request: MemberRequest) -> Network:
    found = queries.national_of(request.actor)
    if found is None:
        raise Http404
    return found
