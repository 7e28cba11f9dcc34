"""The words of the top bar for each role, and what waits behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.home.waiting import count

# Who receives and leads cases has "Check the signs" as a button beside the menu.
_LEADS: Final = "case:write"


@dataclass(frozen=True, slots=True)
class Item:
    """`page` is a URL name; one of `needs` is enough; `unless` puts it elsewhere; `also` names
    pages and `under` beginnings of addresses that are reached from it, so that the word stays
    the current one there.
    """

    page: str
    label: str | Promise
    short: str | Promise
    icon: str
    needs: frozenset[str]
    unless: str = ""
    also: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


def _any(*permissions: str) -> frozenset[str]:
    return frozenset(permissions)


# The order of the bar. Rooms that are not built yet have no line: no word leads nowhere.
# What a house sent to others stands beside what it received, so who has a queue needs one word.
ITEMS: Final = (
    Item("home:desk", _("Desk"), _("Desk"), "home", _any()),
    Item("cases:begin_draft", _("Check the signs"), _("Signs"), "checklist",
         _any("report:write"), unless=_LEADS),
    Item("cases:files", _("Files"), _("Files"), "folder", _any("case:open"),
         under=("/f/",)),
    Item("cases:queue", _("Reports"), _("Reports"), "inbox", _any("queue:read", "referral:work"),
         also=("cases:sent",), under=("/r/",)),
    Item("tipline:arrived", _("Messages"), _("Messages"), "messages", _any("tip:read"),
         under=("/t/",)),
    Item("cases:sent", _("My reports"), _("My reports"), "send", _any("report:follow"),
         unless=_LEADS, under=("/r/",)),
    Item("home:institution", _("Institution"), _("Institution"), "building",
         _any("institution:read_clocks")),
    Item("gatherings:meetings", _("Meetings"), _("Meetings"), "calendar",
         _any("network:read_waiting"), under=("/m/",)),
    Item("statistics:snapshots", _("Data"), _("Data"), "chart-bar", _any("statistics:read")),
    Item("directory:network", _("Network"), _("Network"), "affiliate", _any("network:read")),
)  # fmt: skip
ACTION: Final = ITEMS[1]


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Items for `ui/base_work.html`: `url, label, short, icon, current, count, waiting`.

    One query, for the number beside the desk.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return []
    made = [_made(item, request.path) for item in ITEMS if _shown(item, actor)]
    for item in made:
        if item["url"] == reverse("home:desk"):
            item["count"] = count(actor)
            item["waiting"] = bool(item["count"])
    return made


def action(actor: Actor) -> dict[str, object] | None:
    """The button beside the menu: "Check the signs", for those who lead cases."""
    if not (_may(ACTION, actor) and actor.may(_LEADS)):
        return None
    return {"url": reverse(ACTION.page), "label": ACTION.label, "icon": ACTION.icon}


def _may(item: Item, actor: Actor) -> bool:
    return not item.needs or any(actor.may(permission) for permission in item.needs)


def _shown(item: Item, actor: Actor) -> bool:
    return _may(item, actor) and not (item.unless and actor.may(item.unless))


def _made(item: Item, path: str) -> dict[str, object]:
    url = reverse(item.page)
    return {
        "url": url,
        "label": item.label,
        "short": item.short,
        "icon": item.icon,
        "current": path.startswith((url, *map(reverse, item.also), *item.under)),
        "count": 0,
        "waiting": False,
    }
