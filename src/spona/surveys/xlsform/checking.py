"""An uploaded XLSForm: what it asks, or everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from spona.surveys.form_model import Form
from spona.surveys.xlsform.conversion import convert
from spona.surveys.xlsform.mistakes import Mistake, of_raised, of_warning
from spona.surveys.xlsform.reading import read


@dataclass(frozen=True)
class Checked:
    """`mistakes` empty: the form can be used. `warnings`: also with them."""

    content: bytes = field(repr=False)
    form: Form
    xform: str = field(repr=False)
    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]


def check(content: bytes, *, title: str) -> Checked:
    """Denied where the bytes are no workbook. The converter names one mistake at a time; those
    that we know are found all at once, by cell, in the order of the rows.
    """
    made = convert(content)
    reading = read(made.sheets, title=title)
    mistakes = list(reading.mistakes)
    if made.raised is not None:
        more = of_raised(made.raised)
        if not any(one.row == more.row and one.sheet == more.sheet for one in mistakes):
            mistakes.append(more)
    mistakes.sort(key=lambda one: (one.sheet != "survey", one.sheet, one.row))
    warnings = tuple(of_warning(one) for one in made.warnings)
    return Checked(content, reading.form, made.xform, tuple(mistakes), warnings)
