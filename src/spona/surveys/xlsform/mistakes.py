"""What is wrong with a form, and where; what pyxform says, in the reader's language."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from spona.surveys.xlsform.conversion import Raised

# Of a file of somebody else so many names are compared with one, of so many letters at most.
_COMPARED: Final = 300
_LONGEST: Final = 80

type Said = Callable[[dict[str, str]], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """`row` 0: of the whole form. `advice`: what to do, "" where only pyxform knows."""

    sheet: str
    row: int
    column: str
    sentence: str
    advice: str


def alike(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant; "" for none, also where there are too many or too
    long ones to compare: each pair costs time, and the file is somebody else's.
    """
    names = [one for one in islice(known, _COMPARED) if one and len(one) <= _LONGEST]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6) if len(name) <= _LONGEST else []
    return near[0] if near else ""


def of_raised(raised: Raised) -> Mistake:
    """pyxform's refusal: by its code where we know that, else as it stands, in quotes."""
    context = raised.context
    where = _ROW.search(raised.message)
    row = int(context["row"]) if context.get("row", "").isdigit() else 0
    row = row or (int(where.group(1)) if where else 0)
    sheet = context.get("sheet") or _sheet_in(raised.message)
    column = context.get("column", "")
    said = _BY_CODE.get(raised.code) or _by_pattern(raised.message)
    if said is None:
        text = _ROW.sub("", raised.message).strip()[:400]
        return Mistake(
            sheet, row, column, _("The form was refused: “%(text)s”") % {"text": text}, ""
        )
    sentence, advice = said(context | {"message": raised.message})
    return Mistake(sheet, row, column or _COLUMN_OF.get(raised.code, ""), sentence, advice)


def of_warning(text: str) -> Mistake:
    """What pyxform only remarks: a form can be used with it."""
    where = _ROW.search(text)
    row = int(where.group(1)) if where else 0
    plain = _ROW.sub("", text).strip()[:400]
    for pattern, said in _WARNINGS:
        if re.search(pattern, text):
            return Mistake(_sheet_in(text), row, "", said(), "")
    return Mistake(
        _sheet_in(text), row, "", _("The converter remarks: “%(text)s”") % {"text": plain}, ""
    )


_ROW: Final = re.compile(r"\[row\s*:\s*(\d+)\]")


def _sheet_in(text: str) -> str:
    for name in ("choices", "settings", "entities"):
        if f"'{name}' sheet" in text:
            return name
    return "survey"


def _by_pattern(message: str) -> Said | None:
    return next((said for pattern, said in _BY_PATTERN if re.search(pattern, message)), None)


_BY_CODE: Final[dict[str, Said]] = {
    "HEADER_001": lambda _c: (
        _("The first row of a sheet has no names of columns."),
        _("Write the names of the columns (type, name, label) into the first row."),
    ),
    "HEADER_002": lambda c: (
        _("The columns “%(one)s” and “%(other)s” are the same one.")
        % {"one": c.get("header", "?"), "other": c.get("other", "?")},
        _("Take one of them out."),
    ),
    "HEADER_003": lambda c: (
        _("These columns are missing: %(missing)s.") % {"missing": c.get("missing", "?")},
        _("Write their names into the first row of the sheet."),
    ),
    "HEADER_004": lambda _c: (
        _("The name of a column is empty or has a space."),
        _("Write each name of a column without a space."),
    ),
    "LABEL_001": lambda _c: (
        _("This choice has no label."),
        _("Write into the column “label” what people read."),
    ),
    "NAMES_001": lambda c: (
        _("The name “%(name)s” stands twice.") % {"name": c.get("value", "?")},
        _("Give each question a name of its own."),
    ),
    "NAMES_002": lambda c: (
        _("Two names differ only in capitals: “%(name)s”.") % {"name": c.get("value", "?")},
        _("Give each question a name of its own."),
    ),
    "NAMES_003": lambda _c: (
        _("A repeat may not be called “data”."),
        _("Give it another name."),
    ),
    "NAMES_004": lambda c: (
        _("Two repeats are called “%(name)s”.") % {"name": c.get("value", "?")},
        _("Give each of them a name of its own."),
    ),
    "NAMES_005": lambda _c: (
        _("The name “meta” is taken by the form itself."),
        _("Give the question another name."),
    ),
    "NAMES_006": lambda _c: (
        _("This choice has no code."),
        _("Write a short word without a space into the column “name”."),
    ),
    "NAMES_007": lambda _c: (
        _("A code stands twice in one list."),
        _("Give each choice a code of its own."),
    ),
    "NAMES_008": lambda _c: (
        _("This is no name that a form can use."),
        _("A name begins with a letter and has only letters, numbers, dashes and underscores."),
    ),
    "NAMES_013": lambda c: (
        _("The sheet “%(sheet)s” is not there, only one with a similar name.")
        % {"sheet": c.get("sheet", "?")},
        _("Correct the name of the sheet."),
    ),
    "PYREF_001": lambda _c: (
        _("A reference to a question is not written to its end."),
        _("Write it as ${name}, with both brackets."),
    ),
    "PYREF_003": lambda c: (
        _("There is no question “%(name)s”.") % {"name": c.get("q", c.get("name", "?"))},
        _("Write the name of a question of this sheet."),
    ),
    "PYREF_004": lambda c: (
        _("The name “%(name)s” stands twice, so it is not clear which one is meant.")
        % {"name": c.get("q", c.get("name", "?"))},
        _("Give each question a name of its own."),
    ),
    "SURVEY_001": lambda c: (
        _("“end_%(kind)s” stands here, and nothing of that kind has begun.")
        % {"kind": c.get("type", "group")},
        _("Take this row out, or add “begin_%(kind)s” above.") % {"kind": c.get("type", "group")},
    ),
    "SURVEY_002": lambda c: (
        _("The group “%(name)s” has no end.") % {"name": c.get("name", "?")},
        _("Add a row “end_%(kind)s” below its last question.") % {"kind": c.get("type", "group")},
    ),
    "SURVEY_004": lambda _c: (
        _("The parameters are not written as they have to be."),
        _("Write them as key=value, with a space between two."),
    ),
    "SURVEY_005": lambda c: (
        _("This type has no such parameter."),
        _("It takes: %(accepted)s.") % {"accepted": c.get("accepted", "?")},
    ),
}
_COLUMN_OF: Final = {
    "LABEL_001": "label", "NAMES_001": "name", "NAMES_002": "name", "NAMES_003": "name",
    "NAMES_004": "name", "NAMES_005": "name", "NAMES_006": "name", "NAMES_007": "name",
    "SURVEY_001": "type", "SURVEY_002": "type", "SURVEY_004": "parameters",
    "SURVEY_005": "parameters",
}  # fmt: skip
# What pyxform says without a code.
_BY_PATTERN: Final[tuple[tuple[str, Said], ...]] = (
    (
        r"Missing calculation",
        lambda _c: (
            _("This row computes something and does not say what."),
            _("Write it into the column “calculation”."),
        ),
    ),
    (
        r"Question with no type",
        lambda _c: (
            _("This row has no type."),
            _("Write what kind of question it is, for example text."),
        ),
    ),
    (
        r"with no name",
        lambda _c: (
            _("This question has no name."),
            _("Write a short word without a space into the column “name”."),
        ),
    ),
    (
        r"[Cc]hoice names with spaces",
        lambda _c: (
            _("A code has a space."),
            _("Write a short word without a space into the column “name”."),
        ),
    ),
    (
        r"Unknown question type",
        lambda _c: (
            _("There is no such type of question."),
            _("Write for example text, integer, date, select_one list or select_multiple list."),
        ),
    ),
    (
        r"[Ll]ist name not in",
        lambda _c: (
            _("The question names a list that is not there."),
            _("Add the list to the sheet “choices”."),
        ),
    ),
    (
        r"no (survey )?elements|survey sheet is either empty|must have a sheet named",
        lambda _c: (
            _("The form has no question."),
            _("Write the questions into the sheet “survey”."),
        ),
    ),
)
_WARNINGS: Final[tuple[tuple[str, Callable[[], str]], ...]] = (
    (r"has no label", lambda: _("This row has no label: nobody reads what is asked.")),
    (r"missing a translation|translation", lambda: _("A text is missing in one of the languages.")),
    (
        r"column .* not recognized|misspel|similar",
        lambda: _("A column or sheet has a name that is not known."),
    ),
    (r"deprecated|[Mm]etadata", lambda: _("A type is used that phones support no longer.")),
)
