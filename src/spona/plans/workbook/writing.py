"""The plan as XLSX bytes: days are days, amounts are numbers, the rest is text that runs not."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import pgettext

from spona.directory.institution_names import short_name
from spona.documents.cells import Form
from spona.documents.tables import WRAPPED, whole_on_paper, without_signs
from spona.plans import codes
from spona.plans.labels import KINDS
from spona.plans.models import Counts, Feed, Plan, Unit
from spona.plans.numbering import order_of
from spona.plans.rows import (
    BETWEEN,
    INDICATOR,
    LINE,
    MEASURE,
    OBJECTIVE,
    Known,
    Value,
    known_of,
    values_of,
)
from spona.plans.workbook.columns import (
    IDENT,
    KIND,
    REMOVE,
    SHEET,
    form_of,
    head_of,
    names,
    width_of,
)

_FORMATS: Final = {Form.DAY: "dd.mm.yyyy", Form.DECIMAL: "#,##0.00", Form.WHOLE: "0"}


def workbook(plan: Plan) -> bytes:
    """One sheet "Plan", its head frozen; the column of ids is what finds a row again."""
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    import xlsxwriter

    known = known_of(plan)
    columns = (IDENT, KIND, *names(plan), REMOVE)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        # A fixed time: when it was made is nobody's matter.
        book.set_properties({"created": dt.datetime(1980, 1, 1)})  # noqa: DTZ001 (the library takes a naive one)
        sheet = book.add_worksheet(SHEET)
        whole_on_paper(sheet)
        looks = {
            form: book.add_format(WRAPPED | {"num_format": text})
            for form, text in (dict.fromkeys(Form, "General") | _FORMATS).items()
        }
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        sheet.freeze_panes(1, 4)
        for at, name in enumerate(columns):
            sheet.set_column(at, at, 10 if name == IDENT else width_of(name))
            sheet.write_string(0, at, head_of(name), bold)
        lists = _lists(known)
        for number, (kind, part) in enumerate(in_order(known), start=1):
            sheet.write_string(number, 0, str(part.pk))
            sheet.write_string(number, 1, str(KINDS[kind]))
            values = values_of(part)
            for at, name in enumerate(columns):
                if name in values:
                    _write(
                        sheet, (number, at), _cell(name, values[name], lists), form_of(name), looks
                    )
        sheet.autofilter(0, 0, max(1, len(list(in_order(known)))), len(columns) - 1)
    return out.getvalue()


def in_order(known: Known) -> list[tuple[str, Any]]:
    """Each objective with its measures, activities and indicators below it."""
    rows: list[tuple[str, Any]] = []
    place = {OBJECTIVE: 0, MEASURE: 1, LINE: 2, INDICATOR: 3}
    for kind, parts in known.parts.items():
        rows += [(kind, part) for part in parts.values()]

    def key(row: tuple[str, Any]) -> tuple[str, bool, str, int]:
        kind, part = row
        objective = part if kind == OBJECTIVE else part.objective
        return (objective.order, kind == INDICATOR, order_of(part.number), place[kind])

    return sorted(rows, key=key)


def _lists(known: Known) -> Mapping[str, dict[str, str]]:
    """Column → code → word of now."""
    institutions = {code: short_name(one) for code, one in known.institutions.items()}
    return {
        "responsible": institutions,
        "partners": institutions,
        "aligned_to": codes.words_of(codes.OBJECTIVES),
        "only": codes.words_of(codes.SERVICES, codes.SECTORS, codes.KINDS),
        "counts": {code: str(word) for code, word in Counts.choices},
        "unit": {code: str(word) for code, word in Unit.choices},
        "feed": {code: str(word) for code, word in Feed.choices},
    }


def _cell(name: str, value: Value, lists: Mapping[str, dict[str, str]]) -> Value:
    if name in lists and value:
        said = lists[name]
        return BETWEEN.join(said.get(code, code) for code in str(value).split(BETWEEN))
    return value


def _write(
    sheet: Any, at: tuple[int, int], value: Value, form: Form, looks: Mapping[Form, Any]
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(*at, dt.datetime.combine(value, dt.time()), looks[Form.DAY])
    elif isinstance(value, Decimal | int):
        sheet.write_number(*at, float(value), looks[form])
    else:
        sheet.write_string(*at, without_signs(str(value)), looks[Form.TEXT])


def marked_to_go() -> str:
    """The word that a person writes into the last column."""
    return pgettext("mark in a workbook", "remove")
