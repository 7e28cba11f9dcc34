"""A town's network, and the projects that their networks show to everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.access.page_cache import cached_page
from spona.directory.models import Network
from spona.library import queries as library
from spona.projects.queries import public_projects
from spona.public import bodies, offers
from spona.public.bodies import project_page
from spona.public.page import page
from spona.services import answering, numbers
from spona.surveys.queries import open_to_everybody
from spona.tipline.route import tipline_of

# Of each kind; the rest stands on the page of that kind.
FEW = 3


@public
@require_safe
@cached_page
def network(request: HttpRequest, language: str, town: str) -> HttpResponse:
    """What it is, whom to call, and what it has to tell."""
    found = (
        Network.objects.real()
        .filter(town__slug=town)
        .select_related("town", "coordinated_by")
        .first()
    )
    if found is None:
        raise Http404(town)
    own = numbers.confirmed(found.town)
    return page(
        request,
        "network",
        language,
        network=found,
        town=found.town,
        form=bodies.form_of(found),
        founded=bodies.founded(found),
        coordinator=bodies.shown(found.coordinated_by),
        bodies=bodies.at_the_table(found),
        own=own,
        numbers=[*own, *answering.beside(found.town, own)],
        can_write=tipline_of(found).open,
        services=offers.first_in(found.town),
        news=library.stories(library.articles("news", found)[:FEW]),
        events=list(library.events(found)[:FEW]),
        publications=library.cards(library.publications(found)[:FEW]),
        pages=library.stories(library.articles("page", found)[:10]),
        projects=list(public_projects(found)),
        questionnaires=open_to_everybody(found),
    )


@public
@require_safe
@cached_page
def projects(request: HttpRequest, language: str) -> HttpResponse:
    rows = public_projects().prefetch_related("networks__town")
    return page(request, "projects", language, projects=rows)


@public
@require_safe
@cached_page
def project(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Only where its networks show it."""
    found = public_projects().filter(slug=slug).first()
    if found is None:
        raise Http404(slug)
    return page(
        request,
        "project",
        language,
        **project_page(found),
        news=library.stories(library.articles("news", found)[:FEW]),
        events=list(library.events(found)[:FEW]),
        cards=library.cards(library.publications(found)[:10]),
    )
