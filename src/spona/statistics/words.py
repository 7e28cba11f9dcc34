"""The counted record in words: each of its fields with its answer, as page and paper show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.deadlines.time import today
from spona.reference.models import Code, Town
from spona.statistics import codes
from spona.statistics.record import ONE_OF, SECTOR_OR, SETS, Document

# In the order in which it is read.
LABELS: Final[Mapping[str, Promise]] = {
    "cohort_year": gettext_lazy("Year of the first report"),
    "reported_by": gettext_lazy("Who reported"),
    "complete": gettext_lazy("What the report lacked"),
    "answered": gettext_lazy("Whether it was answered in time"),
    "town": gettext_lazy("Town"),
    "sex": gettext_lazy("Sex"),
    "age_band": gettext_lazy("Age"),
    "citizenship": gettext_lazy("Citizenship"),
    "exploitation": gettext_lazy("Kind of exploitation"),
    "movement": gettext_lazy("Movement"),
    "recruiter": gettext_lazy("Who drew the person in"),
    "control": gettext_lazy("How the person was kept in it"),
    "consent_stats": gettext_lazy("May this person be counted?"),
    "status": gettext_lazy("Decision"),
    "identified_by": gettext_lazy("Who identified the person"),
    "helped": gettext_lazy("Help that was given"),
    "guardian": gettext_lazy("Guardian"),
    "stay": gettext_lazy("Residence"),
    "legal_aid": gettext_lazy("A lawyer or legal help"),
    "compensation": gettext_lazy("Compensation"),
    "return": gettext_lazy("Return to the country of origin"),
}


def record_words(document: Document) -> dict[str, str]:
    """Field → its answer in the active language, in the order of `LABELS`."""
    sectors = sector_words(codes.SECTORS)
    found = {"cohort_year": str(document["cohort_year"] or "–"), "complete": _lacked(document)}
    found |= {name: _word(allowed, document[name]) for name, allowed in ONE_OF.items()}
    found |= {
        name: ", ".join(_word(allowed, one) for one in document[name])
        for name, allowed in SETS.items()
    }
    found |= {
        name: sectors.get(document[name]) or _word(allowed, document[name])
        for name, allowed in SECTOR_OR.items()
    }
    town = Town.objects.filter(slug=document["town"]).first()
    found["town"] = str(town.words) if town else _word(codes.TOWN, document["town"])
    return {name: found[name] for name in LABELS}


def sector_words(wanted: Iterable[str]) -> dict[str, str]:
    """Sector → its words today; a sector that the list lost shows its code."""
    known = Code.objects.labels("sector", today())
    return {code: known.get(code, code) for code in wanted}


def _word(allowed: codes.Codes, code: str) -> str:
    return str(allowed.get(code, code))


def _lacked(document: Document) -> str:
    facts = document["complete"]
    lacking = [str(label) for fact, label in codes.FACTS.items() if facts[fact] == "no"]
    if set(facts.values()) <= codes.NOT_SAID:
        return str(codes.FACT[codes.UNKNOWN])
    return ", ".join(lacking) or _("Nothing")
