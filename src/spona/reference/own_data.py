"""The project's own files, whole without anything beside it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

type Row = Mapping[str, Any]

DATA: Final = Path(__file__).resolve().parent / "data" / "serbia"


def own_rows(name: str, folder: Path = DATA) -> list[Row]:
    """The rows of `<name>.json`: codes, public, legal, indicators, terms, towns, institutions,
    figures, holidays.
    """
    rows: list[Row] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return rows
