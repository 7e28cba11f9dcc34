"""Tags and filters of Spona's face: icons, states, deadlines, days. A page hands them plain
values.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple, Protocol

from django import template
from django.forms import BoundField, CheckboxInput
from django.template.context import Context, RequestContext
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from spona.ui import days
from spona.ui.trace import Trace

register = template.Library()

type Text = str | Promise


class DeadlineFace(Protocol):
    """What `{% deadline %}` draws.

    `state`: late, today, ahead, stopped, done or none.
    `share`: 0..100 of the time used; None hides the bar.
    """

    state: str
    label: Text  # "kasni 3 h 20 min", "još 4 radna dana", "sat stoji"
    deadline_label: Text  # "rok: danas u 9:20", or why the deadline stands
    share: int | None
    rule: Text  # "prvi kontakt za 24 h"
    source: Text  # the act or decision the rule comes from, "" if none


class Look(NamedTuple):
    """One state: icon, ground (plain, act, late, today, done, seal) and its word."""

    icon: str
    ground: str
    word: Text


STATES: Mapping[str, Look] = {
    "draft": Look("circle-dashed", "plain", gettext_lazy("draft")),
    "sent": Look("send", "plain", gettext_lazy("sent")),
    "opened": Look("eye", "plain", gettext_lazy("opened")),
    "accepted": Look("check", "plain", gettext_lazy("accepted")),
    "in_work": Look("progress", "plain", gettext_lazy("in work")),
    "done": Look("check", "done", gettext_lazy("done")),
    "needs_information": Look("hourglass", "today", gettext_lazy("needs more information")),
    "awaiting_competent": Look("hourglass", "today", gettext_lazy("awaiting the competent body")),
    "awaiting_approval": Look("hourglass", "today", gettext_lazy("waits for a second person")),
    "standby": Look("circle-dashed", "plain", gettext_lazy("named as the second")),
    "forwarded": Look("arrow-forward-up", "plain", gettext_lazy("not competent – forwarded")),
    "no_place": Look("arrow-forward-up", "plain", gettext_lazy("no place")),
    "withdrawn": Look("arrow-back-up", "plain", gettext_lazy("withdrawn")),
    "expired": Look("hourglass", "plain", gettext_lazy("expired")),
    "paper": Look("file-text", "plain", gettext_lazy("on paper")),
    "second_hand": Look("messages", "plain", gettext_lazy("second-hand")),
    "at_risk": Look("alert-triangle", "today", gettext_lazy("may be at risk")),
    "never_told": Look("hand-stop", "late", gettext_lazy("must not learn of it")),
    "sealed": Look("lock", "seal", gettext_lazy("sealed")),
    "yours": Look("arrow-right", "act", gettext_lazy("waits for you")),
    "today": Look("clock", "today", gettext_lazy("today")),
    "late": Look("clock-exclamation", "late", gettext_lazy("late")),
}

SECTOR_ICONS: Mapping[str, str] = {
    "social_work": "heart-handshake",
    "police": "shield",
    "prosecution": "scale",
    "court": "gavel",
    "health": "stethoscope",
    "school": "school",
    "education_administration": "school",
    "local_government": "building-community",
    "employment": "briefcase",
    "red_cross": "lifebuoy",
    "youth_office": "friends",
    "cso": "users-group",
    "labour_inspection": "helmet",
    "migration": "world",
    "shelter": "home",
    "independent_body": "building",
    "government": "building",
    "centre": "building-bank",
}

DEADLINE_ICONS: Mapping[str, str] = {
    "late": "clock-exclamation",
    "today": "clock",
    "ahead": "calendar",
    "stopped": "hourglass",
    "done": "check",
}


# Of a public page, which an old phone has to fetch, the small one.
SPRITE, PUBLIC_SPRITE = "ui/icons.svg", "ui/icons_public.svg"


@cache
def _address(sprite: str, name: str) -> str:
    # A page draws dozens of them, an overview of a country thousands; it stays while we run.
    return f"{static(sprite)}#{name}"


@cache
def _decoration(name: str, extra: str, sprite: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>',
        extra,
        _address(sprite, name),
    )


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str, label: Text = "", extra: str = "") -> SafeString:
    """Draw an icon of the sprite. Without `label` it is decoration, hidden from screen readers.

    Pages on `ui/base_public.html` set `for_public` and get the sprite of the public pages.
    """
    sprite = PUBLIC_SPRITE if context.get("for_public") else SPRITE
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>',
            extra,
            label,
            _address(sprite, name),
        )
    return _decoration(name, extra, sprite)


@register.simple_tag(takes_context=True)
def sector(context: Context, code: str, label: Text = "") -> SafeString:
    """Draw the icon of a sector, a plain building for an unknown code. Never a colour."""
    return icon(context, SECTOR_ICONS.get(code, "building"), label)


@register.inclusion_tag("ui/parts/state.html")
def state(name: str, label: Text = "", icon: str = "", ground: str = "") -> dict[str, Text]:
    """Badge of a state; `label`, `icon`, `ground` replace parts; an unknown name is plain."""
    look = STATES.get(name, Look("", "plain", name))
    return {"icon": icon or look.icon, "ground": ground or look.ground, "word": label or look.word}


@register.inclusion_tag("ui/parts/deadline.html")
def deadline(face: DeadlineFace | None) -> dict[str, Any]:
    """Deadline of a row. None draws "no deadline": an empty place would read as forgotten."""
    return {"face": face, "icon": DEADLINE_ICONS.get(face.state, "") if face else ""}


@register.inclusion_tag("ui/parts/trace.html")
def trace(made: Trace, *, unfolded: bool = False) -> dict[str, Any]:
    """How the number is made that says `aria-details="{{ made.id }}"`."""
    return {"made": made, "unfolded": unfolded}


@register.filter
def is_marked(bound: BoundField) -> bool:
    """Whether the field says that it is required: where something else of its form may stay empty.

    Of a form in which everything is asked nothing is marked; a box to tick asks for nothing.
    """
    others = (one for one in bound.form if not one.is_hidden)
    return bound.field.required and any(
        not one.field.required and not isinstance(one.field.widget, CheckboxInput) for one in others
    )


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word, for the round mark of a person."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


register.filter("day", days.day)
register.filter("until_day", days.until_day)
register.filter("short_day", days.short_day)
register.filter("long_day", days.long_day)
register.filter("until_long_day", days.until_long_day)
register.filter("hour", days.hour)


@register.simple_tag(takes_context=True)
def when(context: RequestContext, value: date | None) -> str:
    """Write danas u 13:45, juče, sutra u 9:00, 24. novembra.

    "Today" is the page's `now`, else the system's.
    """
    return days.when(value, now=context.get("now"))
