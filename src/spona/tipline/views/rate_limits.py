"""How fast strangers may write: nobody is turned away, but who floods a town has to wait.

What waits is not kept here: the page comes back with all that was typed, says to call, and a ticket
in the form says since when it waits. A person alone never meets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import ngettext

from spona.access.models import UsedToken
from spona.directory.models import Network
from spona.identity.limiter import (
    Flow,
    Share,
    TooFast,
    hold,
    let_in,
    network_prefix,
    spend,
    waited,
)

# A town gets some messages a month, and a school class after a talk perhaps thirty in ten minutes.
MESSAGES: Final = Flow("messages", calm=20, one_network=10, place=120)
# Words and files that are added to threads: photos come one by one.
ADDED: Final = Flow("added", calm=60, one_network=30, place=240)
# Of one thread, whoever holds its code.
_ONE_THREAD: Final = Share(most=30)
# Each look at a thread costs a slow step. The first ones of a code are its own; then those who
# come from one network share.
_ONE_CODE: Final = Share(most=3)
_LOOKS: Final = Share(most=40, seconds=60)

# The field with the ticket.
HELD: Final = "held"


@dataclass(frozen=True, slots=True)
class Slowed:
    """`ticket` stands in the form; `seconds` until it is worth sending it again."""

    seconds: int
    ticket: str

    @property
    def sentence(self) -> str:
        if self.seconds > 90:
            minutes = -(-self.seconds // 60)
            return ngettext(
                "Very many messages are arriving just now. Send it again in %(n)s minute.",
                "Very many messages are arriving just now. Send it again in %(n)s minutes.",
                minutes,
            ) % {"n": minutes}
        return ngettext(
            "Very many messages are arriving just now. Send it again in %(n)s second.",
            "Very many messages are arriving just now. Send it again in %(n)s seconds.",
            self.seconds,
        ) % {"n": self.seconds}


def check_pace(request: HttpRequest, flow: Flow, network: Network) -> None:
    """TooFast where this has to wait; before anything slow is done for it."""
    since = waited(request.POST.get("token", ""), request.POST.get(HELD, ""))
    let_in(flow, str(network.pk), _address(request), waited=since)


def check_thread(request: HttpRequest, network: Network, thread: UUID) -> None:
    """The same for what is added to a thread, which has a share of its own; a repeat passes."""
    if UsedToken.objects.filter(token=request.POST.get("token", "")).exists():
        return
    spend("thread", str(thread), _ONE_THREAD)
    check_pace(request, ADDED, network)


def check_looks(request: HttpRequest, locator: str) -> None:
    """TooFast where one network looks at threads without end."""
    try:
        spend("one code", locator, _ONE_CODE)
    except TooFast:
        spend("codes", network_prefix(_address(request)), _LOOKS)


def slowed(request: HttpRequest, wait: TooFast) -> Slowed:
    """For the page that comes back: the ticket of the first time stays."""
    token, ticket = request.POST.get("token", ""), request.POST.get(HELD, "")
    return Slowed(wait.seconds, ticket if waited(token, ticket) else hold(token))


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
