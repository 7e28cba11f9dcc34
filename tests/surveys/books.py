"""Workbooks as people make them."""

from __future__ import annotations

import io

from openpyxl import Workbook

CHOICES = [
    ["list_name", "name", "label::Srpski (sr)", "label::English (en)"],
    ["yes_no", "yes", "Да", "Yes"],
    ["yes_no", "no", "Не", "No"],
    ["whom", "school", "Неком у школи", "Somebody at school"],
    ["whom", "home", "Неком код куће", "Somebody at home"],
    ["whom", "nobody", "Никоме", "Nobody"],
]
SURVEY = [
    ["type", "name", "label::Srpski (sr)", "label::English (en)", "relevant", "constraint",
     "constraint_message::Srpski (sr)", "constraint_message::English (en)", "required",
     "spona::sensitive"],
    ["begin_group", "about", "О вама", "About you"],
    ["select_one yes_no", "knows", "Знате ли број?", "Do you know a number?", "", "", "", "", "yes"],
    ["integer", "age", "Колико имате година?", "How old are you?", "${knows} = 'yes'",
     ". >= 15 and . <= 18", "Од 15 до 18.", "From 15 to 18."],
    ["end_group"],
    ["begin_group", "help", "Помоћ", "Help"],
    ["select_multiple whom", "told", "Коме бисте рекли?", "Whom would you tell?"],
    ["select_one yes_no", "happened", "Да ли се десило вама?", "Did it happen to you?", "", "", "", "",
     "", "yes"],
    ["text", "words", "Својим речима", "In your words", "selected(${told}, 'nobody')"],
    ["end_group"],
]  # fmt: skip
SETTINGS = [["form_title", "form_id", "version", "default_language"],
            ["Шта млади знају", "young", "2026-1", "Srpski (sr)"]]  # fmt: skip


def book(survey=SURVEY, choices=CHOICES, settings=SETTINGS) -> bytes:
    made = Workbook()
    made.active.title = "survey"
    sheets = {"survey": survey, "choices": choices, "settings": settings}
    for name, rows in sheets.items():
        if rows is None:
            continue
        sheet = made.active if name == "survey" else made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows(*more, survey=SURVEY):
    """The survey with rows at its end."""
    return [*survey, *more]
