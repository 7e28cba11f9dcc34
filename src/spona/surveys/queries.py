"""What other apps show of rounds."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from spona.deadlines.time import today
from spona.directory.models import Network
from spona.surveys.browser_form import Way, way_of
from spona.surveys.models import STANDING, FormVersion, Round, State
from spona.surveys.results import results_of


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the network may tell: `key` finds it again, for the sums do not move."""

    key: str
    question: str
    answer: str
    number: int
    of: int


def open_to_everybody(network: Network) -> list[Round]:
    """Those that the public page of the network names: open today, and a page can ask them."""
    day = today()
    rows = Round.objects.filter(
        network=network, public=True, state=State.OPEN, opens_on__lte=day, closes_on__gte=day
    )
    return [one for one in rows if one.has_valid_mac() and not needs_phone(one)]


def needs_phone(found: Round) -> bool:
    """True where its form is filled in only with the application, or there is none yet."""
    version = FormVersion.objects.filter(round=found).first()
    return version is None or way_of(version) is Way.PHONE


def over(network: Network) -> list[Round]:
    """Those whose sums everybody in the network sees, the newest first."""
    rows = Round.objects.filter(network=network, state__in=STANDING)
    return [one for one in rows.order_by("-closes_on", "pk") if one.has_valid_mac()]


def figures_of(found: Round) -> list[Figure]:
    """Each number of its masked results, in the language of the page."""
    version = FormVersion.objects.filter(round=found).first()
    if version is None:
        return []
    results = results_of(found, version)
    return [
        Figure(
            key=f"{question.path}|{at}",
            question=str(question.label),
            answer=" + ".join(
                [*map(str, bar.labels), *([_("no answer")] if bar.unanswered else [])]
            ),
            number=bar.number,
            of=results.total,
        )
        for question in results.questions
        for at, bar in enumerate(question.bars)
        if bar.number is not None
    ]
