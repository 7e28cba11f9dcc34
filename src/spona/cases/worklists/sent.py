"""What a person has sent, what their institution has, and the drafts that only they see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case as Switch
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise

from spona.access.actor import Actor
from spona.cases.intake.models import Draft
from spona.cases.referrals.actions.talk import QUESTION
from spona.cases.referrals.addressee import Addressee, addressees_of
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED
from spona.cases.referrals.sender_state import sender_state
from spona.cases.worklists.filters import Filters
from spona.cases.worklists.paging import SIZE, Page, cut, up_to
from spona.cases.worklists.queue import within
from spona.directory.models import Institution
from spona.identity.keyring import Keyring
from spona.tasks.models import Task

_STATES = {"": Q(), "open": ~Q(state__in=CLOSED), "closed": Q(state__in=CLOSED)}
_GROUP = Switch(When(state__in=CLOSED, then=Value(1)), default=Value(0))


@dataclass(frozen=True, slots=True)
class Row:
    """`state` and `word` as the part `state` draws them, `heard`: typed in second-hand; no
    deadline: whether another institution is late is seen by itself and by the coordinator only.
    """

    referral: Referral
    state: str
    word: str | Promise
    recipient: Institution
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """One page, the open ones before the closed; `count_open` of all pages."""

    drafts: list[Draft]
    page: Page[Row]
    count_open: int

    @property
    def open(self) -> list[Row]:
        return [row for row in self.page.rows if row.referral.state not in CLOSED]

    @property
    def closed(self) -> list[Row]:
        return [row for row in self.page.rows if row.referral.state in CLOSED]


def sent(
    actor: Actor,
    keys: Keyring,
    filters: Filters | None = None,
    number: int = 1,
    size: int = SIZE,
) -> Sent:
    """The list lives on clear columns; only the name of a body that was typed is opened."""
    page = cut(sent_rows(actor, filters or Filters()), number, size)
    typed = addressees_of(page.rows, by=actor, keys=keys)
    rows = [row_of(one, typed.get(one.packet_id)) for one in page.rows]
    drafts = Draft.objects.visible_to(actor).order_by("-updated_at")
    still_open = Referral.objects.sent_by_institution(actor).filter(_STATES["open"])
    shown = Page(rows, page.number, page.first, page.last, page.count, page.more)
    return Sent(list(drafts), shown, up_to(still_open))


def sent_rows(actor: Actor, filters: Filters) -> QuerySet[Referral]:
    """The rows that are asked for, in their order."""
    asked = Task.objects.open().filter(
        kind=QUESTION, subject_kind="referral", subject_id=OuterRef("pk")
    )
    rows = within(
        Referral.objects.sent_by_institution(actor).with_heard().filter(_STATES[filters.state]),
        filters,
    )
    if filters.institution:
        rows = rows.filter(recipient_institution_id=filters.institution)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    rows = rows.select_related("recipient_institution", "network").annotate(
        last_at=Max("moves__at"), asked=Exists(asked)
    )
    return rows.order_by(_GROUP, "-sent_at" if filters.sort == "arrived" else "-last_at", "pk")


def row_of(referral: Referral, typed: Addressee | None = None) -> Row:
    """A row of `sent_rows` as its sender sees it; `typed`: to whom, where the row tells nobody."""
    asked: bool = getattr(referral, "asked")  # noqa: B009 — an annotation of the query
    heard: bool = getattr(referral, "heard")  # noqa: B009 — an annotation of the query
    recipient = typed.as_institution() if typed else referral.recipient_institution
    return Row(referral, *sender_state(referral, asked=asked), recipient, heard)
