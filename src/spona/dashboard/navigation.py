"""The words of the top bar for each role, and what waits behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.access.actor import Actor
from spona.access.roles import OVERSEES
from spona.dashboard.number_words import number

# Who receives and leads cases, and who coordinates, has "Check the signs" as a button beside the
# menu.
_LEADS: Final = "case:write"
_COORDINATES: Final = "network:read_waiting"


@dataclass(frozen=True, slots=True)
class Item:
    """`page` is a URL name; one of `needs` is enough; one of `unless` puts it elsewhere; `under`
    are beginnings of addresses that are reached from it: of all words the one with the longest
    such beginning is the current one.
    """

    page: str
    label: str | Promise
    short: str | Promise
    icon: str
    needs: frozenset[str]
    unless: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


def _any(*permissions: str) -> frozenset[str]:
    return frozenset(permissions)


# The order of the bar. What an institution sent to others stands beside what it received, so who
# has a queue needs one word. The life of the network is reached from "Network" by everybody; who
# coordinates has its main pages in the bar.
ITEMS: Final = (
    Item("dashboard:desk", _("Desk"), _("Desk"), "home", _any()),
    Item("cases:begin_draft", _("Check the signs"), _("Signs"), "checklist",
         _any("report:write"), unless=(_LEADS, _COORDINATES)),
    Item("cases:mine", _("Files"), _("Files"), "folder", _any("case:write"),
         under=("/cases/", "/data-requests/", "/notes/")),
    Item("cases:queue", _("Reports"), _("Reports"), "inbox", _any("queue:read", "referral:work"),
         under=("/r/", "/reports/")),
    Item("tipline:arrived", _("Messages"), _("Messages"), "messages", _any("tip:read"),
         under=("/messages/",)),
    Item("cases:sent", _("My reports"), _("My reports"), "send", _any("report:follow"),
         unless=(_LEADS, _COORDINATES), under=("/r/",)),
    Item("dashboard:institution", _("Institution"), _("Institution"), "building",
         _any("institution:read_deadlines")),
    Item("dashboard:oversight", pgettext_lazy("data protection", "Oversight"),
         pgettext_lazy("data protection", "Oversight"), "shield", _any(OVERSEES),
         under=("/oversight/",)),
    Item("dashboard:overview", _("Network"), _("Network"), "affiliate", _any("network:read"),
         under=("/network/", "/mandates/", "/m/", "/plan/", "/a/", "/projects/", "/services/",
                "/trainings/", "/prevention/", "/library/", "/practice/")),
    Item("meetings:meetings", _("Meetings"), _("Meetings"), "calendar", _any(_COORDINATES),
         under=("/m/",)),
    Item("plans:home", _("Plan"), _("Plan"), "list-check", _any(_COORDINATES),
         under=("/plan/", "/a/")),
    Item("training:sessions", _("Trainings"), _("Trainings"), "certificate",
         _any("network:read"), unless=("tip:read",), under=("/trainings/",)),
    Item("statistics:snapshots", _("Data"), _("Data"), "chart-bar", _any("statistics:read"),
         under=("/loop/", "/surveys/")),
)  # fmt: skip
# The pages of the network's life, for the line under the bar.
LIFE: Final = (
    Item("dashboard:overview", _("Overview"), _("Overview"), "affiliate", _any()),
    Item("directory:network", _("Members"), _("Members"), "users", _any(), under=("/network/",)),
    Item("mandates:documents", _("Acts"), _("Acts"), "file-text", _any(),
         under=("/mandates/",)),
    Item("meetings:meetings", _("Meetings"), _("Meetings"), "calendar", _any()),
    Item("plans:home", _("Plan"), _("Plan"), "list-check", _any()),
    Item("plans:activities", _("Activities"), _("Activities"), "clipboard-list", _any(),
         under=("/a/",)),
    Item("projects:projects", _("Projects"), _("Projects"), "briefcase", _any()),
    Item("services:offers", _("Services"), _("Services"), "lifebuoy", _any()),
    Item("training:sessions", _("Trainings"), _("Trainings"), "certificate", _any()),
    Item("cases:questions", _("Questions"), _("Questions"), "help", _any(),
         under=("/questions/", "/blank/")),
    Item("prevention:observations", _("Causes"), _("Causes"), "eye", _any()),
    Item("surveys:rounds", _("Questionnaires"), _("Questionnaires"), "clipboard-list", _any(),
         under=("/surveys/",)),
    Item("library:articles", _("Public"), _("Public"), "world", _any("library:edit")),
    Item("practice:overview", _("Practice"), _("Practice"), "player-pause", _any()),
)  # fmt: skip
ACTION: Final = ITEMS[1]


def navigation(request: HttpRequest, waiting: int) -> list[dict[str, object]]:
    """Items for `ui/base_work.html`: `url, label, short, icon, current, count, waiting`.

    `waiting`: the number beside the desk. No query.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return []
    made = _made([item for item in ITEMS if _shown(item, actor)], request.path)
    for item in made:
        if item["url"] == reverse("dashboard:desk"):
            item["count"], item["waiting"] = number(waiting), bool(waiting)
    return made


def life(request: HttpRequest) -> list[dict[str, object]]:
    """The line under the bar, on pages of the network's life; elsewhere empty. No query."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actor.may("network:read"):
        return []
    made = _made([item for item in LIFE if _may(item, actor)], request.path)
    return made if any(item["current"] for item in made) else []


def action(actor: Actor) -> dict[str, object] | None:
    """The button beside the menu: "Check the signs", for those who lead cases or coordinate."""
    if not _may(ACTION, actor) or _shown(ACTION, actor):
        return None
    return {"url": reverse(ACTION.page), "label": ACTION.label, "icon": ACTION.icon}


def _may(item: Item, actor: Actor) -> bool:
    return not item.needs or any(actor.may(permission) for permission in item.needs)


def _shown(item: Item, actor: Actor) -> bool:
    if item.page == "dashboard:desk" and only_oversees(actor):
        return False
    return _may(item, actor) and not any(actor.may(one) for one in item.unless)


def only_oversees(actor: Actor) -> bool:
    """True where the pages of oversight are the whole desk of this person."""
    return actor.may(OVERSEES) and not actor.network_roles


def _made(items: Sequence[Item], path: str) -> list[dict[str, object]]:
    """Of two words with an equally long beginning the later one is the current one."""
    urls = [reverse(item.page) for item in items]
    fits = [
        max((len(start) for start in (url, *item.under) if path.startswith(start)), default=0)
        for item, url in zip(items, urls, strict=True)
    ]
    longest = max(fits, default=0)
    current = len(fits) - 1 - fits[::-1].index(longest) if longest else -1
    return [
        {
            "url": url,
            "label": item.label,
            "short": item.short,
            "icon": item.icon,
            "current": at == current,
            "count": 0,
            "waiting": False,
        }
        for at, (item, url) in enumerate(zip(items, urls, strict=True))
    ]
