"""The sheets of an XLSForm as our form, with every mistake that we find on the way, by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from spona.reference.words import LANGUAGES, Words
from spona.surveys import form_model as model
from spona.surveys.expressions import names_in
from spona.surveys.form_model import Choice, Form, Group, Item, Question
from spona.surveys.xlsform import cells
from spona.surveys.xlsform.conversion import Sheet
from spona.surveys.xlsform.mistakes import Mistake, alike

NAME: Final = re.compile(r"[A-Za-z_\u0400-\u04ff\u0100-\u017f][\w.\u0400-\u04ff-]*")
_CONDITIONS: Final = ("relevant", "constraint", "calculation", "required", "choice_filter")
MOST_QUESTIONS: Final = 300
# Nobody corrects more of them before trying again.
MOST_MISTAKES: Final = 50


@dataclass
class _Open:
    """A group that has begun: its row, and what stood in it so far."""

    row: int
    kind: str
    name: str
    path: str
    label: Words
    relevant: str
    items: list[Item] = field(default_factory=list)

    def closed(self) -> Group:
        return Group(self.kind, self.name, self.path, self.label, self.relevant, tuple(self.items))


@dataclass
class Reading:
    """`form` is whole only where there are no `mistakes`."""

    form: Form
    mistakes: list[Mistake]


def read(sheets: Mapping[str, Sheet], *, title: str) -> Reading:
    """`title`: of a form that says none itself, from the name of its file."""
    return _Reader(sheets, title).read()


class _Reader:
    def __init__(self, sheets: Mapping[str, Sheet], title: str) -> None:
        self._sheets = sheets
        settings = sheets.get("settings", Sheet())
        self._settings = settings.rows[0][1] if settings.rows else {}
        given = cells.plain(self._settings, "default_language")
        language = cells.language_of(given) if given else "sr"
        self._default = language if language in LANGUAGES else "sr"
        self._title = title
        self.mistakes: list[Mistake] = []
        self._lists: dict[str, dict[str, Choice]] = {}
        # Name of a question → its rows; the whole sheet, so that one that stands later is found.
        self._rows_of: dict[str, list[int]] = {}
        self._paths: set[str] = set()

    def read(self) -> Reading:
        survey = self._sheets.get("survey", Sheet())
        if "survey" not in self._sheets:
            self._wrong("survey", 1, "", _("The workbook has no sheet “survey”."),
                        _("Name the sheet with the questions “survey”."))  # fmt: skip
        else:
            self._check_columns("survey", survey, ("type", "name"))
        self._read_choices()
        for row, said in survey.rows:
            self._rows_of.setdefault(cells.plain(said, "name"), []).append(row)
        return Reading(self._form(self._items(survey)), self.mistakes)

    def _form(self, items: tuple[Item, ...]) -> Form:
        said = self._settings
        title = cells.words(said, "form_title", self._default) or Words(
            {self._default: self._title}
        )
        headers = [one for name in ("survey", "choices") for one in self._columns(name)]
        spoken = {
            language
            for column, language in map(cells.column_of, headers)
            if column == "label" and language in LANGUAGES
        }
        if any(cells.column_of(one) == ("label", "") for one in headers):
            spoken.add(self._default)
        return Form(
            title=title,
            form_id=cells.plain(said, "form_id") or "data",
            version=cells.plain(said, "version")[:40],
            languages=tuple(sorted(spoken, key=lambda one: (one != self._default, one))),
            items=items,
        )

    def _columns(self, sheet: str) -> tuple[str, ...]:
        return self._sheets[sheet].columns if sheet in self._sheets else ()

    def _check_columns(self, name: str, sheet: Sheet, wanted: tuple[str, ...]) -> None:
        there = {cells.column_of(one)[0] for one in sheet.columns}
        for column in wanted:
            if column not in there:
                self._wrong(
                    name, 1, column,
                    _("The column “%(column)s” is missing.") % {"column": column},
                    _("Write its name into the first row of the sheet."),
                )  # fmt: skip

    def _read_choices(self) -> None:
        if "choices" not in self._sheets:
            return
        sheet = self._sheets["choices"]
        self._check_columns("choices", sheet, ("list_name", "name"))
        for row, said in sheet.rows:
            name, code = cells.plain(said, "list_name"), cells.plain(said, "name")
            if not name:
                continue
            there = self._lists.setdefault(name, {})
            if not code:
                self._wrong(
                    "choices", row, "name", _("This choice has no code."),
                    _("Write a short word without a space into the column “name”."),
                )  # fmt: skip
            elif re.search(r"\s", code):
                self._wrong(
                    "choices", row, "name",
                    _("“%(code)s” has a space.") % {"code": code},
                    _("A code is without a space: %(better)s. The label can stay as it is.")
                    % {"better": re.sub(r"\s+", "_", code)},
                )  # fmt: skip
            elif code in there:
                self._wrong(
                    "choices", row, "name",
                    _("The code “%(code)s” stands twice in the list “%(list)s”.")
                    % {"code": code, "list": name},
                    _("Give each choice a code of its own."),
                )  # fmt: skip
            else:
                there[code] = Choice(code, cells.words(said, "label", self._default))

    def _items(self, survey: Sheet) -> tuple[Item, ...]:
        top = _Open(0, model.GROUP, "", "", Words(), "")
        stack = [top]
        for row, said in survey.rows:
            written = cells.plain(said, "type")
            if not written:
                if cells.plain(said, "name"):
                    self._wrong(
                        "survey", row, "type", _("This row has no type."),
                        _("Write what kind of question it is, for example text."),
                    )  # fmt: skip
                continue
            if kind := cells.begins(written):
                stack.append(self._begun(row, kind, said, stack[-1]))
            elif kind := cells.ends(written):
                self._ended(row, kind, stack)
            else:
                stack[-1].items += self._questions(row, written, said, stack[-1])
        for one in stack[1:]:
            self._wrong(
                "survey", one.row, "type",
                _("The group “%(name)s” has no end.") % {"name": one.name},
                _("Add a row “end_%(kind)s” below its last question.") % {"kind": one.kind},
            )  # fmt: skip
        while len(stack) > 1:
            last = stack.pop()
            stack[-1].items.append(last.closed())
        return tuple(top.items)

    def _begun(self, row: int, kind: str, said: Mapping[str, str], parent: _Open) -> _Open:
        name = cells.plain(said, "name") or f"group_{row}"
        if cells.plain(said, "name"):
            self._check_name(row, name, parent)
        self._check_conditions(row, said)
        return _Open(
            row, kind, name, _inside(parent, name), cells.words(said, "label", self._default),
            cells.plain(said, "relevant"),
        )  # fmt: skip

    def _ended(self, row: int, kind: str, stack: list[_Open]) -> None:
        if len(stack) == 1 or stack[-1].kind != kind:
            self._wrong(
                "survey", row, "type",
                _("“end_%(kind)s” stands here, and nothing of that kind has begun.")
                % {"kind": kind},
                _("Take this row out, or add “begin_%(kind)s” above.") % {"kind": kind},
            )  # fmt: skip
            return
        last = stack.pop()
        stack[-1].items.append(last.closed())

    def _questions(
        self, row: int, written: str, said: Mapping[str, str], parent: _Open
    ) -> list[Item]:
        kind, listed, other = cells.type_of(written)
        name = cells.plain(said, "name") or (
            written if cells.type_of(written)[0] == model.METADATA else ""
        )
        if not kind:
            self._wrong(
                "survey", row, "type",
                _("There is no type “%(type)s”.") % {"type": written[:60]},
                _("Write for example text, integer, date, select_one list or select_multiple "
                  "list."),
            )  # fmt: skip
            return []
        if not name and kind != model.NOTE:
            self._wrong("survey", row, "name", _("This question has no name."),
                        _("Write a short word without a space into the column “name”."),
                )  # fmt: skip
            return []
        if name:
            self._check_name(row, name, parent)
        self._check_conditions(row, said)
        name = name or f"note_{row}"
        made = Question(
            kind=kind,
            name=name,
            path=_inside(parent, name),
            label=cells.words(said, "label", self._default),
            hint=cells.words(said, "hint", self._default),
            required=_required(cells.plain(said, "required")),
            relevant=cells.plain(said, "relevant"),
            constraint=cells.plain(said, "constraint"),
            message=cells.words(said, "constraint_message", self._default),
            calculation=cells.plain(said, "calculation"),
            filtered=cells.plain(said, "choice_filter"),
            choices=self._choices(row, kind, listed, other=other),
            sensitive=cells.says_yes(cells.plain(said, "sensitive")),
        )
        if not other:
            return [made]
        # As pyxform makes it.
        words = Words({"sr": "Нешто друго – шта?", "en": "Specify other.", "hu": "Egyéb – mi az?"})
        more = Question(
            model.TEXT, f"{name}_other", _inside(parent, f"{name}_other"), words,
            relevant=f"selected(${{{name}}}, 'other')",
        )  # fmt: skip
        return [made, more]

    def _choices(self, row: int, kind: str, listed: str, *, other: bool) -> tuple[Choice, ...]:
        if kind == model.ACKNOWLEDGE:
            return (Choice("OK", Words({"sr": "У реду", "en": "OK", "hu": "Rendben"})),)
        if kind not in (model.SELECT_ONE, model.SELECT_MULTIPLE):
            return ()
        if listed in self._lists:
            found = tuple(self._lists[listed].values())
            more = (Choice("other", Words({"sr": "Нешто друго", "en": "Other", "hu": "Egyéb"})),)
            there = any(one.name == "other" for one in found)
            return found + more if other and not there else found
        if not listed:
            self._wrong(
                "survey", row, "type",
                _("The question names no list of choices."),
                _("Write the name of a list of the sheet “choices” behind the type."),
            )  # fmt: skip
            return ()
        near = self._alike(listed, self._lists)
        self._wrong(
            "survey", row, "type",
            _("There is no list “%(list)s”.") % {"list": listed},
            _("On the sheet “choices” it is called %(near)s. Make the two names the same.")
            % {"near": near}
            if near
            else _("Add the list to the sheet “choices”."),
        )  # fmt: skip
        return ()

    def _check_name(self, row: int, name: str, parent: _Open) -> None:
        path = _inside(parent, name)
        if not NAME.fullmatch(name):
            self._wrong(
                "survey", row, "name",
                _("“%(name)s” is no name of a question.") % {"name": name[:60]},
                _("A name begins with a letter and has no space: %(better)s.")
                % {"better": _better(name)},
            )  # fmt: skip
        elif path in self._paths:
            self._wrong(
                "survey", row, "name",
                _("The name “%(name)s” stands twice.") % {"name": name},
                _("Give each question a name of its own."),
            )  # fmt: skip
        elif len(self._paths) == MOST_QUESTIONS:
            self._wrong("survey", row, "", _("The form has more than 300 rows."),
                        _("Make two forms of it."))  # fmt: skip
        self._paths.add(path)

    def _check_conditions(self, row: int, said: Mapping[str, str]) -> None:
        for column in _CONDITIONS:
            for name in sorted(names_in(cells.plain(said, column))):
                rows = self._rows_of.get(name.rpartition("#")[2])
                if rows is None:
                    near = self._alike(name, self._rows_of)
                    self._wrong(
                        "survey", row, column,
                        _("There is no question “%(name)s”.") % {"name": name},
                        _("There is one called %(near)s. Make the two names the same.")
                        % {"near": near}
                        if near
                        else _("Write the name of a question of this sheet."),
                    )  # fmt: skip
                elif column in ("relevant", "required") and min(rows) > row:
                    self._wrong(
                        "survey", row, column,
                        _("The question “%(name)s” stands only in row %(later)s.")
                        % {"name": name, "later": min(rows)},
                        _("A condition may name only what was asked before. Move row %(row)s below "
                          "row %(later)s.") % {"row": row, "later": min(rows)},
                    )  # fmt: skip

    def _wrong(self, sheet: str, row: int, column: str, sentence: str, advice: str) -> None:
        if len(self.mistakes) < MOST_MISTAKES:
            self.mistakes.append(Mistake(sheet, row, column, sentence, advice))

    def _alike(self, name: str, known: Iterable[str]) -> str:
        """Only where it will be said."""
        return alike(name, known) if len(self.mistakes) < MOST_MISTAKES else ""


def _inside(parent: _Open, name: str) -> str:
    return f"{parent.path}/{name}" if parent.path else name


def _required(written: str) -> str:
    if not written or written.strip().lower() in ("no", "false", "false()", "ne"):
        return ""
    return "true()" if cells.says_yes(written) else written


def _better(name: str) -> str:
    fitting = re.sub(r"[^\w.\u0400-\u04ff-]+", "_", name.strip()).strip("_")[:40]
    return fitting if NAME.fullmatch(fitting) else f"p_{fitting}"
