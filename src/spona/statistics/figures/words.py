"""The words of the exact tables: dimensions, populations, groups of the shapes, shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.statistics import codes, report_record
from spona.statistics.figures.base_tables import (
    DOMAIN,
    EARLIER,
    NOT_KNOWN,
    SAME,
    STAND,
    TWO_BEFORE,
    YEAR_BEFORE,
)
from spona.statistics.models import FiguresState
from spona.statistics.words import LABELS, sector_words

type Text = str | Promise

DIMENSIONS: Final[Mapping[str, Text]] = {
    STAND: LABELS["status"],
    "sex": LABELS["sex"],
    "age": LABELS["age_band"],
    "form": LABELS["exploitation"],
    "citizenship": LABELS["citizenship"],
    "movement": LABELS["movement"],
    "reported_by": LABELS["reported_by"],
    "identified_by": LABELS["identified_by"],
    "recruiter": LABELS["recruiter"],
    "any_help": _("Whether help was given"),
    "helped": LABELS["helped"],
    "guardian": LABELS["guardian"],
    "stay": LABELS["stay"],
    "compensation": LABELS["compensation"],
    "legal_aid": LABELS["legal_aid"],
    "return": LABELS["return"],
    "began": _("First reported"),
    "sector": _("Reports by who sent them"),
    "outcome": _("What became of the report"),
}
POPULATIONS: Final[Mapping[str, Text]] = {
    "registered": _("Registered: identified, and not yet decided"),
    "identified": _("Identified by the Centre"),
    "presumed": _("Not yet decided"),
}
_GROUPS: Final[Mapping[str, Text]] = {
    "sexual": codes.EXPLOITATION["sexual_exploitation"],
    "labour": codes.EXPLOITATION["labour_exploitation"],
    "begging": codes.EXPLOITATION["forced_begging"],
    "criminality": codes.EXPLOITATION["forced_criminality"],
    "several": codes.EXPLOITATION["multiple_exploitation"],
    "other_forms": _("Other kinds"),
    "reporting_country": codes.CITIZENSHIP["serbia"],
    "other_eu": codes.CITIZENSHIP["eu"],
    "non_eu": _("A country outside the European Union, or none"),
    "own": codes.CITIZENSHIP["serbia"],
    "foreign": _("Another citizenship, or none"),
    "law_enforcement": _("Police, prosecution, court, inspection"),
    "social_welfare": _("Social protection"),
    "other_government": _("Other public bodies"),
    "civil_society": _("Civil society and others"),
}
SHAPES: Final[Mapping[str, Text]] = {
    "centre": _("Yearly report of the Centre"),
    "eurostat": "Eurostat (crim_thb)",
    "greta": _("Questionnaire of GRETA"),
    "glotip": "UNODC GLOTIP",
    "tip": _("US TIP questionnaire"),
}
WHY_NOT: Final[Mapping[str, Text]] = {
    "justice": _(
        "Numbers of prosecutors and courts: typed in with their source, not counted here."
    ),
    "text": _("A definition or a question in words, no number."),
    "rule": _("A rule for filling in; it is kept here: zero and not known are two answers."),
    "population": _("Needs the number of inhabitants of the country; never for a town."),
    "not_recorded": _("Not recorded here."),
}
_STATES: Final[Mapping[str, Text]] = {
    **codes.STATUS,
    "presumed": _("Not yet decided"),
    NOT_KNOWN: codes.STATUS[codes.UNKNOWN],
}
_BEGAN: Final[Mapping[str, Text]] = {
    SAME: _("In this year"),
    YEAR_BEFORE: _("A year before"),
    TWO_BEFORE: _("Two years before"),
    EARLIER: _("Earlier"),
}
_CODES: Final[Mapping[str, Mapping[str, Text]]] = {
    STAND: _STATES,
    "sex": codes.SEX,
    "age": codes.AGE_BAND,
    "form": codes.EXPLOITATION,
    "citizenship": codes.CITIZENSHIP,
    "movement": codes.MOVEMENT,
    "reported_by": codes.REPORTED_BY,
    "identified_by": codes.IDENTIFIED_BY,
    "recruiter": codes.RECRUITER,
    "any_help": {
        "yes": pgettext_lazy("help", "Some help was given"),
        "no": pgettext_lazy("help", "None was given yet"),
    },
    "helped": codes.HELPED,
    "guardian": codes.GUARDIAN,
    "stay": codes.STAY,
    "compensation": codes.COMPENSATION,
    "legal_aid": codes.LEGAL_AID,
    "return": codes.RETURN,
    "began": _BEGAN,
    "sector": {codes.OTHER: codes.REPORTED_BY[codes.OTHER]},
    "outcome": report_record.OUTCOME,
}


def code_words(dimension: str) -> dict[str, Text]:
    """Code → its words, of one dimension."""
    listed = DOMAIN[dimension]
    sectors = [code for code in listed if code in codes.SECTORS]
    known: dict[str, Text] = {
        NOT_KNOWN: codes.STATUS[codes.UNKNOWN],
        **(sector_words(sectors) if sectors else {}),
        **_CODES[dimension],
    }
    return {code: known[code] for code in listed}


def group_words(name: str) -> Text:
    return _GROUPS[name]


def steps(state: str) -> list[dict[str, Text]]:
    """For the row of steps above the page; none of what was thrown away. `state`: of the row, or
    empty while the first analyst counts.
    """
    done = {"": 0, FiguresState.WAITING: 1}.get(state, 3)
    if state == FiguresState.DROPPED:
        return []
    last = FiguresState.ON_PAPER if state == FiguresState.ON_PAPER else FiguresState.RELEASED
    labels = (_("One analyst counts"), _("Another one counts once more"), last.label)
    return [
        {"label": label, "url": "", "state": _step(at, done)} for at, label in enumerate(labels)
    ]


def _step(at: int, done: int) -> str:
    return "done" if at < done else "now" if at == done else "ahead"
