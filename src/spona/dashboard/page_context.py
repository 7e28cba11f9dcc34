"""What every staff page shows around itself. Asked for by the site's context processor."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.actor import Actor
from spona.audit.verified_rows import remembered
from spona.dashboard.lease import page_lease
from spona.dashboard.navigation import action, life, navigation
from spona.dashboard.waiting import counts
from spona.directory.models import Institution, Network
from spona.identity.actions import SINCE
from spona.identity.models import Session
from spona.practice.queries import drill_of_membership


def work_page(request: HttpRequest) -> dict[str, Any]:
    """The context of `ui/base_work.html` (see COMPONENTS.md); empty without an actor.

    What needs the database is a function that the template calls when it shows it, and only
    the first call costs: an error page or a form without a bar asks nothing. Three queries
    where everything is shown. (A lazy object would not do: plurals want a real number.)
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    network = cache(lambda: _network_of(actor))
    figures = cache(lambda: counts(actor))
    return {
        "nav": cache(lambda: navigation(request, figures().tasks)),
        "nav_action": action(actor),
        "life_nav": life(request),
        "person_menu": person_menu(actor),
        "notices_url": reverse("notifications:notices"),
        "notices_count": lambda: figures().notices,
        "toasts": [],
        "network_name": lambda: _name(network()),
        "practice": lambda: _is_practice(network()),
        "practice_membership": cache(lambda: _practice_membership(request, actor)),
        "footer_links": footer_links(actor, getattr(request, "language", "sr")),
        "home_url": reverse("dashboard:desk"),
        "search_url": reverse("dashboard:search"),
        "lock_url": reverse("identity:lock"),
        "logout_url": reverse("identity:sign_out"),
        "now": deadlines.now(),
    }


def session_of_page(request: HttpRequest, session: Session) -> dict[str, Any]:
    """The lease of the page, and what happened since the sign-in before; no query."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    since = request.session.get(SINCE)
    return {
        "lease": page_lease(session, actor),
        "locked_url": reverse("identity:locked", query={"next": request.get_full_path()}),
        "since": since
        and {
            "wrong_codes": since["wrong_codes"],
            "new_browser": parse_datetime(since["new_browser"]) if since["new_browser"] else None,
            "account_url": reverse("identity:renew_keys"),
            "read_url": reverse("identity:read_since"),
            "here": request.get_full_path() if request.method == "GET" else "",
        },
    }


def person_menu(actor: Actor) -> list[dict[str, object]]:
    """`url, label, icon`: one's tasks, one's own account, where language and look are chosen
    too, and for holders the page of the keys.
    """
    items: list[dict[str, object]] = [
        {"url": reverse("identity:account"), "label": _("Account and look"), "icon": "settings"}
    ]
    if actor.may("task:own"):
        items.insert(
            0, {"url": reverse("tasks:mine"), "label": _("My tasks"), "icon": "list-check"}
        )
    if actor.may("report:follow") and actor.may("network:read_waiting"):
        items.insert(1, {"url": reverse("cases:sent"), "label": _("My reports"), "icon": "send"})
    if actor.may("key:hold"):
        label = _("Keys of the institution")
        items.append({"url": reverse("vault:keys"), "label": label, "icon": "key"})
    return items


def footer_links(actor: Actor, language: str) -> list[dict[str, object]]:
    links: list[dict[str, object]] = []
    if actor.may("network:read"):
        links.append({"url": reverse("reference:lists"), "label": _("Lists")})
    links.append({"url": reverse("public:help", args=[language]), "label": _("Help now")})
    return links


def _name(network: Network | None) -> str:
    """Short, and without the matter: this stands on every page."""
    if network is None:
        return ""
    return network.short_name


def _is_practice(network: Network | None) -> bool:
    return network is not None and network.practice


def _practice_membership(request: HttpRequest, actor: Actor) -> dict[str, str] | None:
    """Where the drill of the membership is, where it is taken off, and the address that was asked
    for; None for an own mandate.
    """
    drill = drill_of_membership(actor)
    if drill is None:
        return None
    return {
        "drill_url": reverse("practice:drill", args=[drill]),
        "off_url": reverse("practice:switch_membership", args=[drill]),
        "address": "" if request.method == "POST" else request.get_full_path(),
    }


def _network_of(actor: Actor) -> Network | None:
    """As it was when the directory last changed: nothing but its names is shown; one query."""
    key = ("network of the page", actor.networks, actor.institution_id)
    return remembered(key, lambda: _network_now(actor))


def _network_now(actor: Actor) -> Network | None:
    """The only network of the actor's institution, else that of its town, else none: a
    national body sits in all of them and its pages name none.
    """
    found = list(Network.objects.visible_to(actor).select_related("town"))
    if len(found) <= 1:
        return next(iter(found), None)
    towns = Institution.objects.filter(pk=str(actor.institution_id))
    home = towns.values_list("town_id", flat=True).first()
    return next((row for row in found if row.town_id == home), None)
