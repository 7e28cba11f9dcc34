"""Beside each condition of casework: who can meet it, and the page where that is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import ConditionCode, Network
from .queries import institutions_of

_ON_PAPER: Final = _(
    "The coordinator or the data-protection officer then writes date and number beside it."
)
_WHO: Final[dict[str, tuple[Promise, ...]]] = {
    ConditionCode.JOINT_CONTROLLERS: (
        _("All institutions of the network sign it, on paper."), _ON_PAPER,
    ),
    ConditionCode.PROCESSOR_CONTRACT: (
        _("Whoever runs the server signs it with the institutions, on paper."), _ON_PAPER,
    ),
    ConditionCode.IMPACT_ASSESSMENT: (
        _("The network adopts it, with the advice of the data-protection officer."), _ON_PAPER,
    ),
    ConditionCode.INTAKE_HOLDERS: (
        _("Each institution that has a login names its own: the head or an intake officer, on its "
          "page. Whoever has none works on paper."),
    ),
    ConditionCode.PAPER_KEYS: (
        _("An intake officer of each institution that holds a key prints it on the page of keys."),
    ),
    ConditionCode.DUTY_NUMBERS: (
        _("The centre for social work enters its number on its page; whoever calls it and is "
          "answered confirms it there."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """`who` in sentences; `links` are (path, words), none where it is done on paper."""

    who: tuple[Promise, ...]
    links: tuple[tuple[str, str | Promise], ...]


def ways(network: Network) -> dict[str, Way]:
    """Code of each condition → who can meet it and where; two queries."""
    seated = reverse("directory:network") + f"?network={network.slug}#who"
    each = (seated, _("Institutions of the network"))
    links: dict[str, tuple[tuple[str, str | Promise], ...]] = {
        ConditionCode.INTAKE_HOLDERS: (each,),
        ConditionCode.PAPER_KEYS: (each,),
        ConditionCode.DUTY_NUMBERS: _on_call(network) or (each,),
    }
    return {code: Way(who, links.get(code, ())) for code, who in _WHO.items()}


def _on_call(network: Network) -> tuple[tuple[str, str | Promise], ...]:
    """The pages of the centres for social work that sit here: their number is the one to call."""
    found = institutions_of(network).filter(sector="social_work", part_of=None)
    return tuple(
        (reverse("directory:institution", args=[row.code]), str(row.words)) for row in found
    )
