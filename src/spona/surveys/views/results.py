"""What was answered: masked for the network once nothing more comes, exact for its owners."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, hands_over, member, step_up
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from spona.identity.slow_pages import TABLE, slow
from spona.reference.models.signed import verify_rows
from spona.surveys import actions
from spona.surveys.crossed import Cross, crossed, dividing
from spona.surveys.form_model import Form, Question
from spona.surveys.models import STANDING, Round, State
from spona.surveys.permissions import check_is_owner, is_owner
from spona.surveys.results import (
    FEWEST,
    Bar,
    Results,
    exact_results_of,
    results_of,
)
from spona.surveys.validation import Finding, sentence_of
from spona.surveys.views.lookups import known_round, newest_version

_FILES: Final = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}


@member("network:read")
@slow("table", TABLE)
@require_safe
def results(request: MemberRequest, round_id: UUID) -> HttpResponse:
    found = known_round(request, round_id)
    owner = is_owner(request.actor, found)
    shown = _shown(found, owner=owner)
    dividers, by, tables = _divided(request, found, shown, owner=owner)
    context = {
        "dividers": dividers,
        "by": by,
        "by_query": f"?{urlencode({'by': by.path})}" if by else "",
        "round": found,
        "owner": owner,
        "opens": owner and found.state != State.DESTROYED,
        "results": shown,
        "questions": [
            {
                "row": one,
                "bars": [_bar(bar) for bar in one.bars],
                "cross": _cross(tables[one.path]) if one.path in tables else None,
            }
            for one in shown.questions
        ]
        if shown
        else [],
        "fewest": FEWEST,
        "answers": found.submissions.count(),
    }
    return render(request, "surveys/results.html", context)


@member("network:read")
@slow("table", TABLE)
@hands_over
@require_safe
def export(request: MemberRequest, round_id: UUID, kind: str) -> HttpResponse:
    """The numbers of the page as a file."""
    found = known_round(request, round_id)
    owner = is_owner(request.actor, found)
    shown = _shown(found, owner=owner)
    if shown is None or kind not in _FILES:
        raise Http404
    _dividers, by, tables = _divided(request, found, shown, owner=owner)
    if by is not None:
        head: list[Cell] = [_("Question"), _("Answer"), str(by.label), _("How many"), _("Of")]
        return _file(kind, head, _divided_rows(shown, tables))
    return _file(kind, [_("Question"), _("Answer"), _("How many"), _("Of")], _rows(shown))


@member("network:read")
@step_up
@slow("table", TABLE)
@require_safe
def answers(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """Every answer, opened in memory, for owners."""
    found, form, opened = _opened(request, round_id)
    language = get_language() or "sr"
    context = {
        "round": found,
        "answers": [
            {
                "row": one.row,
                "whole": one.document is not None,
                "said": _said(form, one.document, language) if one.document else [],
                "odd": _odd(form, one.document, language) if one.document else [],
            }
            for one in opened
        ],
    }
    return render(request, "surveys/answers.html", context)


@member("network:read")
@step_up
@slow("table", TABLE)
@hands_over
@require_safe
def export_answers(request: MemberRequest, round_id: UUID, kind: str) -> HttpResponse:
    """Every answer as a row: codes, so that other programs count them; for owners."""
    if kind not in _FILES:
        raise Http404
    _found, _form, opened = _opened(request, round_id)
    documents = [one.document["answers"] for one in opened if one.document]
    columns = list(dict.fromkeys(path for said in documents for path in said))
    rows: list[list[Cell]] = [[said.get(path, "") for path in columns] for said in documents]
    return _file(kind, list(columns), iter(rows))


def _opened(request: MemberRequest, round_id: UUID) -> tuple[Round, Form, list[actions.Opened]]:
    found = known_round(request, round_id)
    check_is_owner(request.actor, found)
    version = newest_version(found)
    verify_rows(version)
    opened = actions.open_answers(found, by=request.actor, keys=request.keys)
    return found, Form.from_json(version.model), opened


def _shown(found: Round, *, owner: bool) -> Results | None:
    """None: not yet, for this reader."""
    if found.state in STANDING and not (owner and found.state == State.CLOSED):
        return results_of(found, newest_version(found))
    if not owner:
        return None
    return exact_results_of(found, Form.from_json(newest_version(found).model))


def _divided(
    request: MemberRequest, found: Round, shown: Results | None, *, owner: bool
) -> tuple[tuple[Question, ...], Question | None, dict[str, Cross]]:
    """Questions by which the results may be divided, the one that is asked for, and its tables.
    Of destroyed answers nothing can be divided any more.
    """
    if shown is None or shown.few or found.state == State.DESTROYED:
        return (), None, {}
    form = Form.from_json(newest_version(found).model)
    offered = dividing(form)
    asked = request.GET.get("by", "")
    by = next((one for one in offered if one.path == asked), None)
    if by is None:
        return offered, None, {}
    return offered, by, crossed(found, form, by, exact=owner)


def _cross(table: Cross) -> dict[str, Any]:
    """Heads with the number in each group, and rows with the number in each cell."""
    return {
        "heads": [(_bar(bar)["label"], number) for bar, number in table.groups],
        "rows": [(_bar(bar)["label"], numbers) for bar, numbers in table.rows],
    }


def _bar(bar: Bar) -> dict[str, Any]:
    names = [str(one) for one in bar.labels]
    if bar.unanswered:
        names.append(_("no answer"))
    return {"label": " + ".join(names), "number": bar.number}


def _rows(shown: Results) -> Iterator[list[Cell]]:
    for one in shown.questions:
        for bar in map(_bar, one.bars):
            number = _("not shown") if bar["number"] is None else bar["number"]
            yield [str(one.label), bar["label"], number, shown.total]


def _divided_rows(shown: Results, tables: dict[str, Cross]) -> Iterator[list[Cell]]:
    for one in shown.questions:
        if one.path not in tables:
            continue
        table = _cross(tables[one.path])
        for label, numbers in table["rows"]:
            for (group, of), number in zip(table["heads"], numbers, strict=True):
                told = _("not shown") if number is None else number
                yield [str(one.label), label, group, told, of]


def _said(form: Form, document: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """Question and answer in words, in the order of the form; of a repeat with its number."""
    found = []
    for path, said in document["answers"].items():
        question = form.questions.get(_unnumbered(path))
        label = question.label.in_language(language) if question else ""
        words = (
            {one.name: one.label.in_language(language) for one in question.choices}
            if question
            else {}
        )
        text = ", ".join(words.get(code, code) for code in said.split()) if words else said
        found.append((label or path, text))
    return found


def _odd(form: Form, document: dict[str, Any], language: str) -> list[tuple[str, str]]:
    found = []
    for path, code, what in document["findings"]:
        question = form.questions.get(_unnumbered(path))
        label = question.label.in_language(language) if question else ""
        found.append((label or path, sentence_of(Finding(path, code, what), question, language)))
    return found


def _unnumbered(path: str) -> str:
    return "/".join(part.partition("[")[0] for part in path.split("/"))


def _file(kind: str, head: list[Cell], rows: Iterator[list[Cell]]) -> HttpResponse:
    make, content_type = _FILES[kind]
    return HttpResponse(
        make(head, rows),
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="spona.{kind}"',
            "Cache-Control": "no-store",
        },
    )
