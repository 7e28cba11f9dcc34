"""Writing down a founding document, correcting it, ending it, taking it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.directory.queries import institutions_of
from spona.mandates import actions
from spona.mandates.forms import DocumentForm, EndDocumentForm, of_document
from spona.mandates.models import FoundingDocument
from spona.mandates.permissions import check_can_write_document
from spona.mandates.queries import founding_document_on
from spona.mandates.words import document_name, kind_words

from .lookups import form_page, is_whole, known_document, known_network


def documents_path(network: Network, **more: str) -> str:
    return f"{reverse('mandates:documents')}?{urlencode({'network': network.slug, **more})}"


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def write_document(request: MemberRequest, slug: str) -> HttpResponse:
    """A new document; what it replaces is the one that holds today unless another one is chosen."""
    network = known_network(request, slug)
    check_can_write_document(request.actor, network)
    day = today()
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        kinds=kind_words(day),
        bodies=institutions_of(network),
        documents=FoundingDocument.objects.standing().filter(network=network),
        initial={"replaces": founding_document_on(network, day)},
    )
    if request.method == "POST" and is_whole(request, form):

        def written() -> str:
            made = actions.write_document(
                network,
                facts=form.facts(),
                replaces=form.cleaned_data["replaces"],
                incoming=form.cleaned_data["paper"],
                by=request.actor,
            )
            return documents_path(network, done=str(made.pk))

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], written))
    context = {"network": network, "correcting": None, "back": documents_path(network)}
    return form_page(request, "mandates/write_document.html", context, form)


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def correct_document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """What was learned later, or was typed wrongly."""
    document = known_document(request, document_id)
    check_can_write_document(request.actor, document.network)
    day = today()
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        kinds=_with_own(kind_words(day), document),
        bodies=institutions_of(document.network),
        documents=None,
        initial=of_document(document),
    )
    back = reverse("mandates:document", args=[document.pk])
    if request.method == "POST" and is_whole(request, form):
        with RefusalAsFormError(form):
            actions.correct_document(
                document,
                facts=form.facts(document.sources),
                incoming=form.cleaned_data["paper"],
                by=request.actor,
            )
            return HttpResponseRedirect(back)
    context = {"network": document.network, "correcting": document, "back": back}
    return form_page(request, "mandates/write_document.html", context, form)


def _with_own(kinds: dict[str, str], document: FoundingDocument) -> dict[str, str]:
    """A kind that is on the list no longer stays with the document that has it."""
    return {document.kind: document.kind} | kinds if document.kind else kinds


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def end_document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """It ends earlier than it said."""
    document = known_document(request, document_id)
    check_can_write_document(request.actor, document.network)
    form = EndDocumentForm(request.POST or None)
    back = reverse("mandates:document", args=[document.pk])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with RefusalAsFormError(form):
            actions.end_document(
                document, last_day=said["last_day"], reason=said["reason"], by=request.actor
            )
            return HttpResponseRedirect(back)
    name = document_name(document, kind_words(today()))
    context = {"network": document.network, "document": document, "name": name, "back": back}
    return form_page(request, "mandates/end_document.html", context, form)


@member("network:edit")
@require_POST
def withdraw_document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    document = known_document(request, document_id)
    actions.withdraw_document(document, by=request.actor)
    return HttpResponseRedirect(documents_path(document.network))
