"""The addresses of the specification (HSDS 3.0, `openapi.json`), read only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.db import OperationalError
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from spona.directory.models import Institution
from spona.identity.limiter import Share, TooFast, network_prefix, spend
from spona.reference.scripts import fold
from spona.services.hsds import finding, published, throttle
from spona.services.hsds.answers import JSON, NDJSON, ZIP, error, language_of, streamed, told
from spona.services.hsds.document import ABOUT, EXPORTS, answers
from spona.services.hsds.export import as_json, as_zip, line
from spona.services.hsds.objects import (
    Said,
    at_row,
    moment,
    nested_at,
    nested_service,
    organization_row,
    service_row,
)
from spona.services.hsds.published import Loaded, load
from spona.services.hsds.query_params import (
    OrganizationAsked,
    OrganizationsAsked,
    Paged,
    PlacesAsked,
    ServicesAsked,
    Spoken,
    TermsAsked,
    wanted,
)
from spona.services.hsds.terms import TAXONOMIES, Terms, taxonomy, taxonomy_id, term, terms_in
from spona.services.models import Service, ServiceAtLocation

type Row = dict[str, Any]

VERSION: Final = "3.0"
# A school or a ministry may sit behind one address; each takes the server's time.
_EXPORTS: Final = Share(most=20)
api = NinjaAPI(
    title="Services of local networks (HSDS 3.0)",
    version=VERSION,
    description=ABOUT,
    urls_namespace="hsds",
    openapi_url=None,
    docs_url=None,
)


@api.exception_handler(ValidationError)
def _not_as_described(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Which parameter, and what it has to be; never what was sent."""
    first = wrong.errors[0]
    name = str(first["loc"][-1])
    return error(
        400,
        f"The parameter “{name}” is not as it should be: {wanted(first)}. "
        "Correct it or leave it away; the document tells what it may be.",
        parameter=name,
    )


@api.exception_handler(TooFast)
def _too_fast(request: HttpRequest, wait: TooFast) -> HttpResponse:
    refused = error(429)
    refused["Retry-After"] = str(wait.seconds)
    return refused


@api.exception_handler(OperationalError)
def _busy(request: HttpRequest, broken: OperationalError) -> HttpResponse:
    if "locked" not in str(broken):
        raise broken
    refused = error(503)
    refused["Retry-After"] = "5"
    return refused


def _begin(request: HttpRequest, asked: Spoken) -> Said:
    throttle.count(request.META.get("REMOTE_ADDR", ""))
    return Said(terms_in(language_of(request, asked.language)))


@api.get("/", url_name="root", operation_id="getAPIMetaInformation", openapi_extra=answers("root"))
def root(request: HttpRequest, asked: Query[Spoken]) -> HttpResponse:
    """Which version this is, who publishes it, and where its document is."""
    said = _begin(request, asked)

    def at(name: str) -> str:
        return request.build_absolute_uri(reverse(f"hsds:{name}"))

    body = {
        "version": VERSION,
        "profile": at("docs"),
        "openapi_url": at("openapi"),
        "publisher": {
            "name": f"Spona, {request.get_host()}",
            "url": request.build_absolute_uri("/"),
        },
        "export": {"json": at("export_json"), "zip": at("export_zip")},
    }  # fmt: skip
    return told(request, body, language=said.language)


@api.get(
    "/services", url_name="services", operation_id="getPaginatedListOfServices",
    openapi_extra=answers("page", of="service"),
)  # fmt: skip
def services(request: HttpRequest, asked: Query[ServicesAsked]) -> HttpResponse:
    """Services that anybody may be sent to."""
    said = _begin(request, asked)
    rows = finding.services(asked, said.terms)
    if asked.minimal:
        return _minimal(request, rows, asked, said)

    def made(part: list[Service]) -> Iterator[Row]:
        for one in load(part):
            if asked.full:
                yield nested_service(one, said)
            else:
                yield _simple(one, said)

    return _listed(request, rows, made, asked, said, modified="changed_at")


def _simple(one: Loaded, said: Said) -> Row:
    row = service_row(one.service, said, hidden=one.hidden)
    organization = organization_row(one.service.institution, said, ())
    return row | {"organization": {k: v for k, v in organization.items() if k != "phones"}}


def _minimal(
    request: HttpRequest, rows: QuerySet[Service], asked: ServicesAsked, said: Said
) -> HttpResponse:
    wanted = rows.values_list("pk", "changed_at")
    if "per_page" in asked.model_fields_set:
        total = rows.count()
        first = (asked.page - 1) * asked.per_page
        found = list(wanted[first : first + asked.per_page])
        size = asked.per_page
    else:
        _spend_a_whole(request)
        found = list(wanted) if asked.page == 1 else []
        total, size = len(found) if asked.page == 1 else rows.count(), 0
    contents = [{"id": str(pk), "modified_date": moment(at)} for pk, at in found]
    if beyond := _beyond(asked.page, total, size or max(1, total)):
        return beyond
    body = _page(contents, total, asked.page, size or max(1, total))
    return told(request, body, language=said.language)


@api.get(
    "/services/{id}", url_name="service", operation_id="getFullyNestedServiceById",
    openapi_extra=answers("one", of="service"),
)  # fmt: skip
def service(request: HttpRequest, id: str, asked: Query[Spoken]) -> HttpResponse:  # noqa: A002 (the name of the specification)
    """One service with everything nested in it."""
    said = _begin(request, asked)
    found = load(published.services().filter(pk=finding.uuid_of(id)))
    if not found:
        return _unknown("service", "services")
    body = nested_service(found[0], said)
    return told(request, body, language=said.language, modified=found[0].service.changed_at)


@api.get(
    "/organizations", url_name="organizations", operation_id="getPaginatedListOfOrganizations",
    openapi_extra=answers("page", of="organization"),
)  # fmt: skip
def organizations(request: HttpRequest, asked: Query[OrganizationsAsked]) -> HttpResponse:
    """Institutions and organisations that give these services."""
    said = _begin(request, asked)
    rows = finding.organizations(asked.search)

    def made(part: list[Institution]) -> Iterator[Row]:
        if asked.full or asked.full_service:
            yield from _organizations(part, said, full_service=asked.full_service)
            return
        for one in part:
            row = organization_row(one, said, ())
            yield {k: v for k, v in row.items() if k != "phones"}

    return _listed(request, rows, made, asked, said)


@api.get(
    "/organizations/{id}", url_name="organization", operation_id="getOrganizationById",
    openapi_extra=answers("one", of="organization"),
)  # fmt: skip
def organization(request: HttpRequest, id: str, asked: Query[OrganizationAsked]) -> HttpResponse:  # noqa: A002 (the name of the specification)
    """One of them, with its services and places."""
    said = _begin(request, asked)
    rows = list(published.organizations().filter(pk=finding.uuid_of(id)))
    found = list(_organizations(rows, said, full_service=asked.full_service))
    if not found:
        return _unknown("organization", "organizations")
    return told(request, found[0], language=said.language)


def _organizations(rows: list[Institution], said: Said, *, full_service: bool) -> Iterator[Row]:
    of_each: dict[Any, list[Loaded]] = {row.pk: [] for row in rows}
    for part in published.chunks(published.services().filter(institution__in=rows)):
        for one in load(part):
            of_each[one.service.institution_id].append(one)
    for row in rows:
        given = of_each[row.pk]
        if not given:
            continue
        nested = [nested_service(one, said) for one in given]
        places = {
            at["location_id"]: at["location"]
            for one in nested
            for at in one["service_at_locations"]
        }
        yield {
            **organization_row(given[0].service.institution, said, given[0].numbers),
            "locations": list(places.values()),
            "services": nested
            if full_service
            else [{key: one[key] for key in ("id", "name", "status")} for one in nested],
        }  # fmt: skip


@api.get(
    "/service_at_locations", url_name="service_at_locations",
    operation_id="getPaginatedListOfServiceAtLocation",
    openapi_extra=answers("page", of="service_at_location"),
)  # fmt: skip
def service_at_locations(request: HttpRequest, asked: Query[PlacesAsked]) -> HttpResponse:
    """At which place a service is given. Of a confidential place only its front gate is told."""
    said = _begin(request, asked)
    if asked.proximity is not None and not asked.postcode:
        return error(
            400,
            "A proximity is measured from a postcode. Give a postcode as well, or leave it away.",
            parameter="proximity",
        )
    try:
        rows = finding.places(asked, said.terms)
    except finding.UnknownPostcodeError:
        return error(
            400,
            "No place that is published here has this postcode, so nothing can be measured from "
            "it. Leave proximity away, or take the postcode of an address in the answers.",
            parameter="postcode",
        )

    def made(part: list[ServiceAtLocation]) -> Iterator[Row]:
        yield from _places(part, said, full=asked.full)

    return _listed(request, rows, made, asked, said)


@api.get(
    "/service_at_locations/{id}", url_name="service_at_location",
    operation_id="getServiceAtLocationWithNestedDataById",
    openapi_extra=answers("one", of="service_at_location"),
)  # fmt: skip
def service_at_location(request: HttpRequest, id: str, asked: Query[Spoken]) -> HttpResponse:  # noqa: A002 (the name of the specification)
    """One of them, with its place, its hours and the numbers there."""
    said = _begin(request, asked)
    rows = list(published.at_locations().filter(pk=finding.uuid_of(id)))
    found = list(_places(rows, said, full=True))
    if not found:
        return _unknown("service_at_location", "service_at_locations")
    return told(request, found[0], language=said.language)


def _places(part: list[ServiceAtLocation], said: Said, *, full: bool) -> Iterator[Row]:
    of_each = {
        at.pk: (at, one)
        for one in load(Service.objects.filter(at_locations__in=part).distinct())
        for at in one.at
    }
    for row in part:
        if row.pk in of_each:
            at, one = of_each[row.pk]
            yield nested_at(at, one, said) if full else at_row(at, said, one)


@api.get(
    "/taxonomies", url_name="taxonomies", operation_id="getPaginatedListOfTaxonomies",
    openapi_extra=answers("page", of="taxonomy"),
)  # fmt: skip
def taxonomies(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """The code lists that services are sorted by."""
    said = _begin(request, asked)
    found = [taxonomy(name, said.terms) for name in TAXONOMIES]
    return _counted(request, found, asked, said)


@api.get(
    "/taxonomies/{id}", url_name="taxonomy", operation_id="getTaxonomyById",
    openapi_extra=answers("one", of="taxonomy"),
)  # fmt: skip
def one_taxonomy(request: HttpRequest, id: str, asked: Query[Spoken]) -> HttpResponse:  # noqa: A002 (the name of the specification)
    """One of them."""
    said = _begin(request, asked)
    name = next((name for name in TAXONOMIES if taxonomy_id(name) == id.lower()), None)
    if name is None:
        return _unknown("taxonomy", "taxonomies")
    return told(request, taxonomy(name, said.terms), language=said.language)


@api.get(
    "/taxonomy_terms", url_name="taxonomy_terms", operation_id="getPaginatedListOfTaxonomyTerms",
    openapi_extra=answers("page", of="taxonomy_term"),
)  # fmt: skip
def taxonomy_terms(request: HttpRequest, asked: Query[TermsAsked]) -> HttpResponse:
    """Their terms. None of them has a parent."""
    said = _begin(request, asked)
    found = [] if asked.parent_id else [
        _detailed(*key, said.terms)
        for key in said.terms.by_id.values()
        if asked.taxonomy_id in ("", taxonomy_id(key[0]))
    ]  # fmt: skip
    return _counted(request, found, asked, said)


@api.get(
    "/taxonomy_terms/{id}", url_name="taxonomy_term", operation_id="getTaxonomyTermById",
    openapi_extra=answers("one", of="taxonomy_term"),
)  # fmt: skip
def one_term(request: HttpRequest, id: str, asked: Query[Spoken]) -> HttpResponse:  # noqa: A002 (the name of the specification)
    """One of them."""
    said = _begin(request, asked)
    key = said.terms.by_id.get(id.lower())
    if key is None:
        return _unknown("taxonomy_term", "taxonomy_terms")
    return told(request, _detailed(*key, said.terms), language=said.language)


def _detailed(name: str, code: str, terms: Terms) -> Row:
    return term(name, code, terms) | {"taxonomy_detail": taxonomy(name, terms)}


@api.get(
    "/export.json", url_name="export_json", operation_id="getExport",
    openapi_extra=EXPORTS["json"],
)  # fmt: skip
def export_json(request: HttpRequest, asked: Query[Spoken]) -> HttpResponse:
    """Everything at once: each service with everything nested in it, and the code lists."""
    return _export(request, asked, "json")


@api.get(
    "/export.zip", url_name="export_zip", operation_id="getTabularExport",
    openapi_extra=EXPORTS["zip"],
)  # fmt: skip
def export_zip(request: HttpRequest, asked: Query[Spoken]) -> HttpResponse:
    """Everything at once, flat: a CSV for each table with `datapackage.json` (frictionless)."""
    return _export(request, asked, "zip")


def _export(request: HttpRequest, asked: Spoken, kind: str) -> HttpResponse:
    said = _begin(request, asked)
    _spend_a_whole(request)
    made, content_type = (as_json, JSON) if kind == "json" else (as_zip, ZIP)
    answer = streamed(
        request, lambda: made(said), content_type=content_type,
        state=f"{published.state()} {said.terms.mark}", language=said.language,
    )  # fmt: skip
    answer["Content-Disposition"] = f'attachment; filename="hsds-{said.language}.{kind}"'
    return answer


def _spend_a_whole(request: HttpRequest) -> None:
    """One of a network's answers without pages; TooFast where it has had them all."""
    spend("hsds export", network_prefix(request.META.get("REMOTE_ADDR", "")), _EXPORTS)


def _unknown(what: str, where: str) -> HttpResponse:
    """The same for what never was, what has ended and what is not for everybody."""
    return error(
        404, f"No {what} with this id is published here. Take ids from /api/hsds/v3/{where}."
    )


def _listed(
    request: HttpRequest,
    rows: QuerySet[Any],
    made: Callable[[list[Any]], Iterable[Row]],
    asked: Paged,
    said: Said,
    *,
    modified: str = "",
) -> HttpResponse:
    """A page of `rows`, or each of them on a line."""
    if asked.format == "ndjson":
        _spend_a_whole(request)
        state = f"{request.get_full_path()} {published.state()} {said.terms.mark}"

        def parts() -> Iterator[bytes]:
            for part in published.chunks(rows):
                yield b"".join(line(row) for row in made(part))

        return streamed(request, parts, content_type=NDJSON, state=state, language=said.language)
    first = (asked.page - 1) * asked.per_page
    total = rows.count()
    if beyond := _beyond(asked.page, total, asked.per_page):
        return beyond
    contents = list(made(list(rows[first : first + asked.per_page])))
    newest = rows.aggregate(at=Max(modified))["at"] if modified else None
    body = _page(contents, total, asked.page, asked.per_page)
    return told(request, body, language=said.language, modified=newest)


def _counted(request: HttpRequest, found: list[Row], asked: Paged, said: Said) -> HttpResponse:
    """The same of what lies in memory."""
    words = finding.words_of(asked.search)
    found = [one for one in found if all(word in fold(one["name"]) for word in words)]
    if asked.format == "ndjson":
        state = f"{request.get_full_path()} {said.terms.mark}"
        return streamed(
            request, lambda: [line(row) for row in found], content_type=NDJSON, state=state,
            language=said.language,
        )  # fmt: skip
    first = (asked.page - 1) * asked.per_page
    if beyond := _beyond(asked.page, len(found), asked.per_page):
        return beyond
    contents = found[first : first + asked.per_page]
    body = _page(contents, len(found), asked.page, asked.per_page)
    return told(request, body, language=said.language)


def _beyond(number: int, total: int, size: int) -> HttpResponse | None:
    """404 for a page behind the last one: its envelope could not say so."""
    pages = max(1, -(-total // size))
    if number <= pages:
        return None
    said = "There is only one page." if pages == 1 else f"There are only {pages} pages."
    return error(404, f"{said} Ask for a page from 1 to {pages}.", parameter="page")


def _page(contents: list[Row], total: int, number: int, size: int) -> Row:
    """`Page` of the specification."""
    pages = max(1, -(-total // size))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }
