"""What was answered, in numbers: as the coordinator sees it, masked, and as owners do.

Whoever is no owner sees numbers only once no more answers come: two looks at an open round would
tell by their difference what the ones in between answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from spona.reference.models.signed import verify_rows
from spona.reference.words import Words
from spona.statistics.disclosure import neighbours_together
from spona.statistics.rules import current_rule
from spona.surveys import form_model as model
from spona.surveys.form_model import Choice, Form, Question
from spona.surveys.models import FormVersion, Round, State, Submission

FEWEST: Final = current_rule().threshold
UNANSWERED: Final = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """`labels`: one, or several that are told together; `number` None: not told."""

    labels: tuple[Words, ...]
    number: int | None
    unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """`several`: more than one answer could be given, so the bars do not add up."""

    path: str
    label: Words
    several: bool
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """`total` None: so few that even their number with an answer is not told."""

    total: int
    questions: tuple[Counted, ...]
    few: bool = False


def exact(form: Form, answers: Iterable[Mapping[str, str]]) -> Results:
    """As it is; for those who read each answer anyway."""
    rows = list(answers)
    questions = tuple(exact_bars(one, rows) for one in form.counted)
    return Results(len(rows), questions)


def masked(form: Form, answers: Iterable[Mapping[str, str]]) -> Results:
    """No group below the fewest is shown, nor found by subtraction."""
    rows = list(answers)
    if len(rows) < FEWEST:
        return Results(len(rows), (), few=True)
    return Results(
        len(rows), tuple(masked_bars(one, asked_of(one, form, rows)) for one in form.counted)
    )


def results_of(found: Round, version: FormVersion) -> Results:
    """What the network may see of a round that takes nothing any more."""
    verify_rows(found, version)
    form = Form.from_json(version.model)
    if found.state == State.DESTROYED:
        return from_json(found.results)
    return masked(form, clear_answers(found))


def exact_results_of(found: Round, form: Form) -> Results:
    return exact(form, clear_answers(found))


def kept_results(found: Round) -> dict[str, Any]:
    """The masked numbers, as they stay after the answers."""
    version = FormVersion.objects.filter(round=found).first()
    if version is None:
        return {}
    return _to_json(masked(Form.from_json(version.model), clear_answers(found)))


def from_json(said: dict[str, Any]) -> Results:
    return Results(
        total=said.get("total", 0),
        few=said.get("few", True),
        questions=tuple(
            Counted(
                one["path"],
                Words.of(one["label"]),
                one["several"],
                tuple(
                    Bar(tuple(map(Words.of, bar["labels"])), bar["number"], bar["unanswered"])
                    for bar in one["bars"]
                ),
            )
            for one in said.get("questions", [])
        ),
    )


def _to_json(results: Results) -> dict[str, Any]:
    return {
        "total": results.total,
        "few": results.few,
        "questions": [
            {
                "path": one.path, "label": one.label, "several": one.several,
                "bars": [
                    {"labels": list(bar.labels), "number": bar.number, "unanswered": bar.unanswered}
                    for bar in one.bars
                ],
            }
            for one in results.questions
        ],
    }  # fmt: skip


def clear_answers(found: Round) -> list[Mapping[str, str]]:
    """The codes of each answer that Spona wrote and that no later one has replaced; the rows are
    read one by one.
    """
    rows = Submission.objects.filter(round=found).iterator(chunk_size=200)
    ours = [(one.instance, one.deprecated, one.answers) for one in rows if one.has_valid_mac()]
    replaced = {deprecated for _instance, deprecated, _answers in ours}
    return [answers for instance, _deprecated, answers in ours if instance not in replaced]


def exact_bars(question: Question, rows: list[Mapping[str, str]]) -> Counted:
    counts = _counts(question, rows)
    bars = [Bar((one.label,), counts[one.name]) for one in question.choices]
    if counts[UNANSWERED]:
        bars.append(Bar((), counts[UNANSWERED], unanswered=True))
    return Counted(question.path, question.label, _several(question), tuple(bars))


def asked_of(
    question: Question, form: Form, rows: list[Mapping[str, str]]
) -> list[Mapping[str, str]]:
    """Those whom it was asked, as far as other answers tell: who answered nothing among them is
    found by subtraction from what is shown of the question before.

    All, where so few were left out that their number would tell of them.
    """
    left = rows
    for deciding in form.decided_by.get(question.path, ()):
        answered = [row for row in left if row.get(question.path)]
        if _several(deciding):
            # Of several codes only one that all have can be what the condition asks for.
            sets = [set(row.get(deciding.path, "").split()) for row in answered]
            common = set.intersection(*sets) if sets else set()
            left = [row for row in left if common <= set(row.get(deciding.path, "").split())]
        else:
            given = {row.get(deciding.path, "") for row in answered}
            left = [row for row in left if row.get(deciding.path, "") in given]
    return left if len(rows) - len(left) >= FEWEST else rows


def masked_bars(question: Question, rows: list[Mapping[str, str]]) -> Counted:
    if len(rows) < FEWEST:
        return Counted(question.path, question.label, _several(question), ())
    counts = _counts(question, rows)
    if _several(question):
        bars = tuple(
            Bar((one.label,), _two_sided(counts[one.name], len(rows))) for one in question.choices
        )
        return Counted(question.path, question.label, several=True, bars=bars)
    # Who gave no answer is a group like any other: its number is what is left of the whole.
    lines: list[tuple[int, Choice | None, int]] = [
        *((at, one, counts[one.name]) for at, one in enumerate(question.choices)),
        (len(question.choices), None, counts[UNANSWERED]),
    ]
    together = neighbours_together(lines, zeros=False, fewest=FEWEST)
    bars = tuple(
        _told(question.choices[first[0] : last[0] + 1], number, last[1] is None)
        for first, last, number in together
    )
    return Counted(question.path, question.label, several=False, bars=bars)


def _told(choices: tuple[Choice, ...], number: int, unanswered: bool) -> Bar:
    return Bar(tuple(one.label for one in choices), number, unanswered)


def _two_sided(chosen: int, total: int) -> int | None:
    """Who chose it and who did not are two groups, and the one is found from the other."""
    return chosen if chosen >= FEWEST and total - chosen >= FEWEST else None


def _several(question: Question) -> bool:
    return question.kind == model.SELECT_MULTIPLE


def _counts(question: Question, rows: list[Mapping[str, str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        said = row.get(question.path, "")
        counts.update(said.split() if _several(question) else [said])
        if not said and _several(question):
            counts[UNANSWERED] += 1
    return counts
