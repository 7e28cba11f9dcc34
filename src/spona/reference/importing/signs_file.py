"""An official list of signs that a person brings as a file: CSV or JSON, checked line by line."""

import csv
import io
import json
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from spona.reference.words import is_cyrillic

LARGEST: Final = 1024 * 1024
_AGES: Final = ("any", "child", "adult")
_KINDS: Final = ("any", "labour", "sexual", "begging_criminality", "domestic_servitude")
COLUMNS: Final = ("code", "group_sr", "group_en", "sr", "en", "exploitation", "age")


class SignsFileError(ValueError):
    """Nothing was read; `sentences` say what to mend, at most twenty of them."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences[:20]


def read_signs_file(data: bytes, *, source: str, certainty: str) -> list[dict[str, Any]]:
    """Signs as `propose_signs` takes them, in the order of the file.

    CSV with the header `COLUMNS` (comma or semicolon, UTF-8), or JSON: a list of objects with
    the same names. `code`, `group_sr` and `sr` are needed; an empty `exploitation` or `age`
    means any.
    """
    if len(data) > LARGEST:
        raise SignsFileError([_("The file is larger than 1 MB. A list of signs is not.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SignsFileError([_("Save the file as UTF-8 and send it again.")]) from None
    rows = _json(text) if text.lstrip().startswith("[") else _csv(text)
    wrong: list[str] = []
    signs: list[dict[str, Any]] = []
    seen: set[str] = set()
    for place, row in rows:
        problem = _problem(row, seen)
        if problem:
            wrong.append(_("Line %(line)s: %(problem)s") % {"line": place, "problem": problem})
            continue
        seen.add(row["code"])
        signs.append(_sign(row, source, certainty))
    if wrong:
        raise SignsFileError(wrong)
    return signs


def _csv(text: str) -> list[tuple[int, dict[str, str]]]:
    head = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True
    )
    absent = [name for name in ("code", "group_sr", "sr") if name not in (reader.fieldnames or [])]
    if absent:
        names = {"columns": ", ".join(absent)}
        raise SignsFileError([_("These columns are missing: %(columns)s.") % names])
    try:
        return [(reader.line_num, _clean(row)) for row in reader]
    except csv.Error:
        sentence = _("Line %(line)s cannot be read. Look at the quotation marks.")
        raise SignsFileError([sentence % {"line": reader.line_num}]) from None


def _json(text: str) -> list[tuple[int, dict[str, str]]]:
    try:
        rows = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise SignsFileError([_("The file begins like JSON but is none.")]) from None
    if not all(isinstance(row, dict) for row in rows):
        raise SignsFileError([_("The JSON must be a list of objects.")])
    return [(number, _clean(row)) for number, row in enumerate(rows, start=1)]


def _clean(row: dict[Any, Any]) -> dict[str, str]:
    return {name: str(row.get(name) or "").strip() for name in COLUMNS}


def _problem(row: dict[str, str], seen: set[str]) -> str:
    """What to mend in this row, or nothing."""
    code = row["code"]
    problems = (
        (
            not code or slugify(code) != code or len(code) > 60,
            _("the code is a short name of small Latin letters, digits and hyphens."),
        ),
        (code in seen, _("the code stands in the file twice.")),
        (not row["sr"] or not row["group_sr"], _("the sign or its group is empty.")),
        (
            not (is_cyrillic(row["sr"]) and is_cyrillic(row["group_sr"])),
            _("Serbian is written in Cyrillic; Latin is made from it."),
        ),
        (
            row["age"] not in ("", *_AGES),
            _("the age is one of: %(words)s.") % {"words": ", ".join(_AGES)},
        ),
        (
            row["exploitation"] not in ("", *_KINDS),
            _("the kind is one of: %(words)s.") % {"words": ", ".join(_KINDS)},
        ),
    )
    return next((sentence for wrong, sentence in problems if wrong), "")


def _sign(row: dict[str, str], source: str, certainty: str) -> dict[str, Any]:
    def words(name: str) -> dict[str, str]:
        sr, en = row[f"{name}sr"], row[f"{name}en"]
        return {"sr": sr} | ({"en": en} if en else {})

    return {
        "code": row["code"],
        "group": words("group_"),
        "words": words(""),
        "exploitation": row["exploitation"] or "any",
        "age": row["age"] or "any",
        "source": source,
        "certainty": certainty,
    }
