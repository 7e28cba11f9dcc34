"""What the reporter of a report with a name keeps: to whom it went, until when, who calls.

What was written is not repeated: the page may be read over a shoulder, the paper lies in a drawer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.cases.fields.facts import Texts
from spona.cases.fields.form_fields import OF_SECTOR, asked_fields
from spona.cases.referrals.numbers import numbers_of
from spona.cases.referrals.packet import Body, Cover
from spona.directory.institution_names import full_name
from spona.directory.models import Institution
from spona.documents import ReportReceipt
from spona.tipline.models import Tip
from spona.tipline.origins import institution_name
from spona.tipline.payload_schemas import FirstMessage, Origin
from spona.tipline.read_by import ReadBy, read_by
from spona.tipline.waiting import running_deadline

type Label = str | Promise


@dataclass(frozen=True, slots=True)
class Receipt:
    """`read_by` None: it was taken over, so nothing is awaited. `at_once` and `later` name what
    was sent, by whether the recipient reads it before taking it over.
    """

    reference: str
    recipient: Institution
    sent_at: datetime
    read_by: ReadBy | None
    call_back: str
    cover: Cover
    at_once: list[Label]
    later: list[Label]

    def on_paper(self, code: str) -> ReportReceipt:
        return ReportReceipt(
            code=code,
            reference=self.reference,
            recipient=full_name(self.recipient),
            sent_at=timezone.localtime(self.sent_at),
            read_by=self.read_by.sentence if self.read_by else "",
            call_back=self.call_back,
        )


def receipt_of(tip: Tip, first_message: FirstMessage, cover: Cover, body: Body) -> Receipt:
    """Of a report with a name; it has one recipient."""
    assert first_message.origin is not None
    to = tip.addressees.select_related("institution", "tip__network").get()
    waits = tip.institution_id is None
    return Receipt(
        reference=tip.reference,
        recipient=to.institution,
        sent_at=tip.sent_at,
        read_by=read_by(running_deadline(to)) if waits else None,
        call_back=_call_back(first_message.origin),
        cover=cover,
        at_once=_at_once(cover),
        later=_later(body),
    )


def _call_back(origin: Origin) -> str:
    """Always through the institution: a number that somebody only wrote proves nothing."""
    own = Institution.objects.filter(pk=origin.institution).first() if origin.institution else None
    if own is not None and numbers_of(own):
        return _(
            "The recipient calls %(institution)s at the number in the directory and asks for "
            "%(name)s."
        ) % {"institution": full_name(own), "name": origin.name}
    return _(
        "The directory has no number of %(institution)s. The recipient finds one, calls it and "
        "asks for %(name)s."
    ) % {"institution": institution_name(origin), "name": origin.name}


def _at_once(cover: Cover) -> list[Label]:
    found: list[Label] = [
        gettext_lazy("Who you are and where you work"),
        gettext_lazy("What you ask, how urgent it is, whether it is a child"),
        gettext_lazy("Whether it is safe to contact the person, and how"),
    ]
    return [*found, gettext_lazy("Whom you reached by phone")] if cover.call.reached else found


def _later(body: Body) -> list[Label]:
    sender = body.sender
    said: list[tuple[object, Label]] = [
        *_account(body.account or {}),
        (body.signs and body.signs.asked, gettext_lazy("Signs that you noticed")),
        (any((body.who or {}).values()), gettext_lazy("Who the person is")),
        (any((body.reach or {}).values()), gettext_lazy("How to reach the person")),
        (body.sections, OF_SECTOR),
        (sender.certainty, gettext_lazy("How certain you are")),
        (sender.told or sender.registry_number, gettext_lazy("In your institution")),
    ]
    return [label for given, label in said if given]


def _account(texts: Texts) -> list[tuple[object, Label]]:
    """As the reporter was asked for it."""
    fields = asked_fields("named", "account")
    return [
        (texts.get(one.name), one.asked_in["named"].label or one.label)
        for one in fields
        if one.part == "account"
    ]
