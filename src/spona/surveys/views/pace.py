"""How fast strangers may answer: slowed where very many come at once, and never refused."""

from __future__ import annotations

from typing import Final

from spona.identity.limiter import Flow, let_in, waited
from spona.surveys.models import Round, Submission
from spona.surveys.views.place import Place

# A school answers in one lesson, from one address; a town's round has some hundred answers.
ANSWERS: Final = Flow("answers", calm=120, one_network=120, place=600)


def is_there(found: Round, instance: str) -> bool:
    mark = found.instance_mark(instance)
    return Submission.objects.filter(round=found, instance=mark).exists()


def check_pace(place: Place, instance: str) -> None:
    """TooFast where it has to wait; `held` of the request says for how long it did already."""
    since = waited(instance, place.request.POST.get("held", ""))
    address = str(place.request.META.get("REMOTE_ADDR", ""))
    let_in(ANSWERS, str(place.found.pk), address, waited=since)
