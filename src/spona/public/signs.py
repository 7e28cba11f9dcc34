"""Signs in the words of whoever reads them, what to do, and what better not to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.deadlines.time import today
from spona.reference.models import Code

_NOTHING_PROVED: Final = _(
    "One sign alone proves nothing. It is a reason to ask, and to ask for advice."
)
_REPORT: Final = _("Report to the centre for social work. You do not have to be sure.")
_ALONE: Final = _("You are not to blame. You can call. You do not have to give your name.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: `key` stands in the address and in the list `public_sign`."""

    key: str
    icon: str
    name: Promise
    lead: Promise
    do: tuple[Promise, ...]
    leave: tuple[Promise, ...]


READERS: Final = {
    one.key: one
    for one in (
        Reader(
            key="pupil", icon="school", name=_("I go to school"),
            lead=_("You are not to blame, whatever you did or sent."),
            do=(
                _("Tell an adult whom you trust: at home, at school, at the doctor's."),
                _("Keep the messages. Do not delete them."),
                _("You may call or write without your name."),
            ),
            leave=(
                _("Do not go to meet them alone."),
                _("Do not send more pictures or money, whatever they threaten."),
            ),
        ),
        Reader(
            key="parent", icon="mood-kid", name=_("I am a parent"), lead=_NOTHING_PROVED,
            do=(
                _("Talk with the child calmly, without blame."),
                _("Keep messages, numbers and names of accounts."),
                _("Ask the school, the doctor or the centre for social work for advice."),
            ),
            leave=(
                _("Do not punish the child."),
                _("Do not write to the other person and do not threaten them."),
            ),
        ),
        Reader(
            key="worker", icon="briefcase", name=_("I work away from home, or am about to"),
            lead=_ALONE,
            do=(
                _("Remember or write down the address, a name, a car plate."),
                _("Call from another phone if yours is watched."),
                _("Tell somebody at home where you are."),
                _("Abroad, ask the police or the embassy of your country."),
            ),
            leave=(
                _("Do not sign what you cannot read."),
                _("Do not give your passport out of your hands."),
            ),
        ),
        Reader(
            key="teacher", icon="book", name=_("I work in a school"), lead=_NOTHING_PROVED,
            do=(
                _("Write down what you saw and heard, in the child's own words."),
                _("Tell the school psychologist or pedagogue today."),
                _REPORT,
            ),
            leave=(
                _("Do not question the child again and again, and do not promise to keep it "
                  "secret."),
                _("Do not call the family first where one of them may be involved."),
            ),
        ),
        Reader(
            key="nurse", icon="stethoscope", name=_("I work in health care"),
            lead=_NOTHING_PROVED,
            do=(
                _("Talk with the person alone. The interpreter must not be somebody who came "
                  "along."),
                _("Ask whether it is safe to call or to write to them."),
                _("Write down injuries as you see them."),
                _REPORT,
            ),
            leave=(
                _("Do not ask about it in front of whoever came along."),
                _("Do not give a leaflet that somebody else may find."),
            ),
        ),
        Reader(
            key="neighbour", icon="home", name=_("I see something next door"),
            lead=_NOTHING_PROVED,
            do=(
                _("If somebody is in danger now, call 192."),
                _("Remember the place, the time, a car plate."),
                _("Write to the network without giving your name."),
            ),
            leave=(
                _("Do not go in yourself and do not warn anybody."),
                _("Do not put pictures of it on the internet."),
            ),
        ),
    )
}  # fmt: skip


def signs_for(reader: Reader) -> list[Code]:
    """The signs of the list for this reader; never a row that Spona did not write."""
    rows = Code.objects.of("public_sign", today())
    return [row for row in rows if reader.key in row.extra.get("for", ()) and row.has_valid_mac()]
