"""A new paper key: shown once, then printed."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.guards import MemberRequest, member, step_up
from spona.access.models import new_token, once
from spona.audit.actions import checkpoint_line
from spona.audit.queries import latest_checkpoint
from spona.documents import Language, PaperKey, card_pdf
from spona.identity.slow_pages import PAPER, slow
from spona.vault import actions, queries
from spona.vault.views.keys import institution_of, pairs


@member("key:hold")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: MemberRequest) -> HttpResponse:
    """A second click must not make a second key: the first sheet would be void unnoticed."""
    own, here = institution_of(request), reverse("vault:keys")
    if request.method != "POST":
        context = {"token": new_token(), "replaces": queries.paper_key(own) is not None}
        return render(request, "vault/paper.html", context)
    shown: list[str] = []

    def act() -> str:
        shown.append(actions.new_paper_key(own, by=request.actor, keys=request.keys))
        return here

    once(request.POST.get("token", ""), act)
    if not shown:
        return HttpResponseRedirect(here)
    made = queries.paper_key(own)
    words = pairs(queries.fingerprint_words(made)) if made else []
    return render(request, "vault/paper.html", {"text": shown[0], "words": words})


@member("key:hold")
@step_up
@slow("paper", PAPER)
@require_POST
def print_paper(request: MemberRequest) -> HttpResponse:
    """The key that the page before showed, as a PDF; 404 for a text that is not it."""
    own, text = institution_of(request), request.POST.get("shown", "")
    key = queries.paper_key(own)
    if key is None or not queries.is_paper_key(key, text):
        raise Http404
    language: Language = getattr(request, "language", "sr")
    latin, cyrillic = queries.fingerprint_words(key)
    card = PaperKey(
        # Words of the directory: a text only in the language of this request.
        institution=str(request.actor.institution_name),
        version=key.institution.paper_keys.count(),
        key=text,
        fingerprint=cyrillic if language == "sr" else latin,
    )
    content = card_pdf(
        card,
        language=language,
        checkpoint=checkpoint_line(latest_checkpoint()),
        printed_at=timezone.localtime(),
        font_paths=settings.FONT_PATHS,
    )
    # The name of the file says nothing; the browser keeps no copy of the page.
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="spona.pdf"',
            "Cache-Control": "no-store",
        },
    )
