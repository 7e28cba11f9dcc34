"""Where to write for whoever has found a weakness (RFC 9116)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from spona import deadlines
from spona.access.guards import public
from spona.directory.operator_contact import security_contact as contact

# Counted anew each day, so it never runs out while a server answers.
_HOLDS: Final = timedelta(days=180)


@public
@require_safe
def security_contact(request: HttpRequest) -> HttpResponse:
    """404 where the operator named nobody. Says nothing of the server but its own name."""
    to = contact()
    if not to:
        raise Http404
    midnight = deadlines.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {to}",
        f"Expires: {midnight + _HOLDS:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sr, en",
    ]
    # A name of ours, never the one that somebody asked by. The format takes none without TLS.
    if settings.SPONA_HTTPS:
        own = (
            settings.SPONA_TIP_HOST
            if getattr(request, "public_only", False)
            else settings.SPONA_HOST
        )
        lines.append(f"Canonical: https://{own}{request.path}")
    return HttpResponse(
        "".join(f"{line}\n" for line in lines),
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "public, max-age=3600"},
    )
