"""The three lists: what each is called and by what it can be narrowed and sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.cases.referrals.moves import Kind, State

type Choices = list[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class List:
    """`first_state` is the word for a list without a state chosen; `page` its URL name."""

    name: str
    page: str
    export: str
    title: str | Promise
    first_state: str | Promise
    states: Choices
    kinds: Choices
    sorts: Choices
    filters: frozenset[str]


_KINDS: Final[Choices] = [(kind.value, kind.label) for kind in Kind]
_ALL: Final = frozenset({"state", "kind", "deadline", "institution", "assigned", "sort"})

QUEUE: Final = List(
    name="queue",
    page="cases:queue",
    export="cases:export_queue",
    title=_("Arrived at the institution"),
    first_state=_("not closed"),
    states=[
        ("waiting", _("not accepted yet")),
        ("taken", _("accepted")),
        (State.NEEDS_INFORMATION.value, State.NEEDS_INFORMATION.label),
        (State.AWAITING_COMPETENT.value, State.AWAITING_COMPETENT.label),
        ("closed", _("closed")),
        ("all", _("all")),
    ],
    kinds=_KINDS,
    sorts=[
        ("deadline", _("the nearest deadline")),
        ("arrived", _("what arrived last")),
        ("state", _("by state")),
    ],
    filters=_ALL,
)
# Whether another institution is late is seen by itself and by the coordinator only, and whom it
# has assigned something to is its own matter.
SENT: Final = List(
    name="sent",
    page="cases:sent",
    export="cases:export_sent",
    title=_("Sent by us"),
    first_state=_("any"),
    states=[("open", _("on its way")), ("closed", _("closed"))],
    kinds=_KINDS,
    sorts=[("moved", _("what moved last")), ("arrived", _("what was sent last"))],
    filters=_ALL - {"deadline", "assigned"},
)
FILES: Final = List(
    name="files",
    page="cases:files",
    export="cases:export_files",
    title=_("All our files"),
    first_state=_("any"),
    states=[("open", pgettext_lazy("file", "open")), ("closed", pgettext_lazy("file", "closed"))],
    kinds=[
        ("report", _("opened by a report")),
        ("self_report", _("opened by the person's own word")),
        ("referral", _("opened by a referral")),
    ],
    sorts=[
        ("arrived", _("what was opened last")),
        ("deadline", _("the nearest deadline")),
        ("state", _("by state")),
    ],
    filters=_ALL,
)
