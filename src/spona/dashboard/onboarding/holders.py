"""Step 3: where two people can open what arrives, and the paper lies in the safe."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.access.actor import Actor
from spona.dashboard.onboarding.step import Line, Links, Step
from spona.dashboard.overview.check import Ready, first
from spona.directory.models import Institution, Network, Seat
from spona.reference.scripts import serbian_key
from spona.vault.key_status import KeyState, key_states
from spona.vault.queries import HOLDERS_AT_LEAST

# Somebody there has to be able to open: the body that protects receives most of what is sent.
NEEDED = "social_work"


def step(network: Network, seats: list[Seat], actor: Actor) -> Step:
    here = sorted((seat.institution for seat in seats), key=lambda one: serbian_key(str(one.words)))
    states = key_states([one.pk for one in here])
    lines = [_line(one, states[one.pk], actor) for one in here]
    if here and not any(one.sector == NEEDED for one in here):
        lines.insert(0, without_centre(network))
    return Step(
        "keys",
        _(
            "Two to four people of an institution hold its key, and one more key lies on paper in "
            "its safe. Whoever has no login works on paper and by phone, and is a full partner."
        ),
        tuple(lines),
        _("No institution sits in the network yet."),
        seen=ngettext(
            "%(able)d of %(total)d institution can open what arrives, %(paper)d have a paper key",
            "%(able)d of %(total)d institutions can open what arrives, %(paper)d have a paper key",
            len(here),
        )
        % {
            "able": sum(bool(one.holders) for one in states.values()),
            "total": len(here),
            "paper": sum(one.on_paper for one in states.values()),
        },
    )


def without_centre(network: Network) -> Line:
    """What nobody can do before a centre for social work sits in the network."""
    there = reverse("dashboard:start_step", args=[network.slug, "network"])
    return Line(
        Ready.CANNOT_YET, _("The centre for social work"),
        first(_("a centre for social work gets a seat in the network")),
        links=((there, _("Who sits in the network")),),
    )  # fmt: skip


def _line(where: Institution, state: KeyState, actor: Actor) -> Line:
    title = str(where.words)
    if not state.able:
        said = _("nobody there can open a report yet: on paper and by phone")
        if where.sector != NEEDED:
            return Line(Ready.NOT_YET, title, said, counts=False)
        who = _(
            "The coordinator prepares the first invitation on the page of the institution, and the "
            "data-protection officer or the deputy releases it."
        )
        there = (reverse("directory:institution", args=[where.code]), _("Its page"))
        return Line(Ready.NOT_YET, title, said, who, (there,))
    said = " · ".join(
        (_holders(state), _("paper key printed") if state.on_paper else _("no paper key"))
    )
    if state.safe:
        return Line(Ready.DONE, title, said)
    return Line(Ready.NOT_YET, title, said, _next(state), _links(where, actor))


def _holders(state: KeyState) -> str:
    """How many can open today; who waits for the 24 hours is told apart."""
    text = ngettext(
        "%(n)d person can open what arrives", "%(n)d people can open what arrives", state.holders
    )
    said = text % {"n": state.holders}
    if not state.waiting:
        return said
    waits = ngettext("%(n)d more from tomorrow on", "%(n)d more from tomorrow on", state.waiting)
    return f"{said}, {waits % {'n': state.waiting}}"


def _next(state: KeyState) -> str:
    if not state.holders:
        return _("Two people with a login make the key together, so that both open at once.")
    if state.holders < HOLDERS_AT_LEAST:
        return _("The intake officer adds a second one.")
    return _("An intake officer prints the paper key, for the institution's safe.")


def _links(where: Institution, actor: Actor) -> Links:
    if where.pk == actor.institution_id and actor.may("key:hold"):
        return ((reverse("vault:keys"), _("Keys of the institution")),)
    return ((reverse("directory:institution", args=[where.code]), _("Whom to call there")),)
