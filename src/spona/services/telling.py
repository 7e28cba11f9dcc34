"""The note about the button pressed last, with its way back."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from spona.access.guards import MemberRequest
from spona.reference.templatetags.scripts import in_script
from spona.services.models import Service


def told(request: MemberRequest) -> list[dict[str, str]]:
    """`?told=` (full, free or confirmed) and `?of=` (the service); for the toasts of a page."""
    done = request.GET.get("told", "")
    if done not in ("full", "free", "confirmed"):
        return []
    try:
        ident = UUID(request.GET.get("of", ""))
    except ValueError:
        return []
    row = Service.objects.visible_to(request.actor).filter(pk=ident).first()
    if row is None:
        return []
    name = {"name": in_script(row.words)}
    if done == "confirmed":
        return [{"text": _("Confirmed today: %(name)s") % name, "undo_url": ""}]
    if done == "full":
        undo = reverse("services:free", args=[row.pk])
        return [{"text": _("Full tonight: %(name)s") % name, "undo_url": undo}]
    undo = reverse("services:full", args=[row.pk])
    return [{"text": _("There is room: %(name)s") % name, "undo_url": undo}]
