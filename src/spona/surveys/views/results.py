"""What was answered: masked for the network once nothing more comes, exact for its owners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, hands_over, member, step_up
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from spona.identity.slow_pages import TABLE, slow
from spona.mandates.words import full_day
from spona.reference.models.signed import tampered, verify_rows
from spona.surveys import actions
from spona.surveys import form_model as model
from spona.surveys.crossed import Cross, crossed, dividing
from spona.surveys.form_model import Form, Question
from spona.surveys.models import STANDING, FormVersion, Round, State
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
from spona.ui.trace import Facts, Trace
from spona.vault.downloads import download
from spona.vault.refusals import NoSuchFile, Unopenable

# As ODK Collect names what it takes up; a place or a bar code is no file.
_FILE: Final = re.compile(
    r"\S+\.(jpe?g|png|webp|heic|3gpp?|mp4|m4a|mp3|amr|aac|ogg|wav|webm|mov|pdf|csv)", re.IGNORECASE
)
# So many answers on a page: each may be long, and each is opened.
_A_PAGE: Final = 20
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
        "made": _made(found, owner=owner),
    }
    return render(request, "surveys/results.html", context)


def _made(found: Round, *, owner: bool) -> Trace:
    """How the sums are made. Single answers are named to their readers only, and where they are."""
    rule = _("Answers that came in this questionnaire, counted question by question.")
    if not owner:
        masked = _(
            "A group of fewer than %(n)s is not shown, nor found by subtraction: it stands together"
            " with its neighbour."
        )
        rule = f"{rule} {masked % {'n': FEWEST}}"
    reads = owner and found.state != State.DESTROYED
    closed = _("They are read only by those who were named when the questionnaire was made.")
    if found.state == State.DESTROYED:
        closed = _("They were destroyed.")
    return Trace(
        "answers",
        rule,
        period=f"{full_day(found.opens_on)} – {full_day(found.closed_on or found.closes_on)}",
        release=_("Questionnaire %(code)s") % {"code": found.code},
        facts=Facts(_("Read the answers"), reverse("surveys:answers", args=[found.pk]))
        if reads
        else None,
        closed="" if reads else f"{_('Single answers')}: {closed}",
    )


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
    """Answers of a page, opened in memory, for owners."""
    found = known_round(request, round_id)
    check_is_owner(request.actor, found)
    page = Paginator(found.submissions.all(), _A_PAGE).get_page(request.GET.get("page"))
    part = slice(_A_PAGE * (page.number - 1), _A_PAGE * page.number)
    opened = actions.open_answers(found, by=request.actor, keys=request.keys, part=part)
    language = get_language() or "sr"
    forms = _forms(found)
    shown = [one.row.instance for one in opened]
    replaced = set(
        found.submissions.filter(deprecated__in=shown).values_list("deprecated", flat=True)
    )
    unmatched = []
    if page.number == 1:
        unmatched = actions.open_unmatched(found, by=request.actor, keys=request.keys)
    context = {
        "round": found,
        "page": page,
        "answers": [
            {
                "number": number,
                "row": one.row,
                "whole": one.document is not None,
                "said": _said(forms[one.row.version_id], one.document, language)
                if one.document
                else [],
                "odd": [
                    *_odd(forms[one.row.version_id], one.document, language),
                    *_missing(forms[one.row.version_id], one, language),
                ]
                if one.document
                else [],
                "files": [
                    {"id": row.pk, "said": said, "label": _label(forms, one, said, language)}
                    for row, said in one.files
                ],
                "replaced": one.row.instance in replaced,
            }
            for number, one in enumerate(opened, part.start + 1)
        ],
        "unmatched": [
            {"row": one.row, "sentence": _why(one.why), "files": one.files,
             "text": one.content.decode("utf-8", errors="replace")}
            for one in unmatched
        ],
    }  # fmt: skip
    return render(request, "surveys/answers.html", context)


@member("network:read")
@step_up
@hands_over
@require_safe
def sent_file(request: MemberRequest, round_id: UUID, file_id: UUID) -> HttpResponse:
    """A picture or recording, always as a file of its own."""
    found = known_round(request, round_id)
    try:
        stored, content = actions.open_sent_file(
            found, file_id, by=request.actor, keys=request.keys
        )
    except NoSuchFile:
        raise Http404 from None
    except Unopenable:
        raise tampered() from None
    return download(stored, content, reference=found.code)


@member("network:read")
@step_up
@slow("table", TABLE)
@hands_over
@require_safe
def export_answers(request: MemberRequest, round_id: UUID, kind: str) -> HttpResponse:
    """Every answer as a row: codes, so that other programs count them; for owners."""
    if kind not in _FILES:
        raise Http404
    _found, opened = _opened(request, round_id)
    documents = [one.document["answers"] for one in opened if one.document]
    columns = list(dict.fromkeys(path for said in documents for path in said))
    rows: list[list[Cell]] = [[said.get(path, "") for path in columns] for said in documents]
    return _file(kind, list(columns), iter(rows))


def _opened(request: MemberRequest, round_id: UUID) -> tuple[Round, list[actions.Opened]]:
    found = known_round(request, round_id)
    check_is_owner(request.actor, found)
    return found, actions.open_answers(found, by=request.actor, keys=request.keys)


def _forms(found: Round) -> dict[UUID, Form]:
    """Each version by its id: an answer is read with the words by which it was asked."""
    versions = list(FormVersion.objects.filter(round=found))
    verify_rows(*versions)
    return {one.pk: Form.from_json(one.model) for one in versions}


def _label(
    forms: dict[UUID, Form], one: actions.Opened, said: dict[str, Any] | None, language: str
) -> str:
    """The question to which a file is the answer; empty where none names it."""
    answers = one.document["answers"] if one.document else {}
    path = next((path for path, name in answers.items() if said and name == said["name"]), "")
    question = forms[one.row.version_id].questions.get(_unnumbered(path))
    return question.label.in_language(language) if question else ""


def _missing(form: Form, one: actions.Opened, language: str) -> Iterator[tuple[str, str]]:
    """Pictures and recordings that the answer names and that are not there."""
    there = {said["name"] for _row, said in one.files if said}
    answers = one.document["answers"] if one.document else {}
    for path, name in answers.items():
        question = form.questions.get(_unnumbered(path))
        if question is None or question.kind != model.DEVICE:
            continue
        if _FILE.fullmatch(name) and name not in there:
            yield question.label.in_language(language) or path, _("The file has not come.")


def _why(why: str) -> str:
    """Why something was kept as it came."""
    sentences = {
        "": _("This answer was altered past Spona and does not open. Tell the operator."),
        "no_form": _("It is no filled form that can be read."),
        "other_form": _("It is of another form."),
        "other_version": _("It is of a version of the form that was never here."),
        "no_instance": _("It has no number of its own, so it cannot be known again."),
        "changed": _("An answer with the same number and another text had come before."),
    }
    return sentences[why]


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
