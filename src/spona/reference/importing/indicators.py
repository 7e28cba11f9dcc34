"""Indicators: a list per sector; a changed list is a new version of the whole list."""

from pathlib import Path
from typing import Any, Final

from spona.reference.importing.rows import Reader, once

# Lists that belong to no sector but to everybody; their words are ours.
_FOR_ALL: Final = {
    "general": {"sr": "Општи показатељи", "en": "General signs"},
    "children": {"sr": "Показатељи за децу", "en": "Signs about children"},
    "exploitation": {
        "sr": "Показатељи по облику искоришћавања",
        "en": "Signs by kind of exploitation",
    },
    "online": {"sr": "Показатељи на интернету", "en": "Signs online"},
}
_NEED: Final = ("id", "sector", "group_en", "exploitation", "age", "en", "source", "certainty")


def read_indicators(
    folder: Path,
    reader: Reader,
    sectors: dict[str, dict[str, Any]],
    before: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Rows for `indicators.json`: lists with their signs.

    `sectors` maps the data's word for a sector to the row of our own list; `before` are the lists
    written last time, to keep or raise their version.
    """
    data = reader.json_object(folder)
    levels = data.get("certainty_levels", {})
    lists: dict[str, list[dict[str, Any]]] = {}
    seen: set[str] = set()
    for at, row in enumerate(data.get("indicators", []), start=1):
        reader.place = f"indicator {at} ({row.get('id', 'without id')})"
        if not reader.need(row, *_NEED) or not once(reader, row["id"], seen):
            continue
        if row["certainty"] not in levels:
            reader.wrong(f"certainty “{row['certainty']}” is not explained in certainty_levels.")
        if row["sector"] not in _FOR_ALL and row["sector"] not in sectors:
            reader.wrong(f"sector “{row['sector']}” is in no row of the sector list.")
            continue
        key = row["sector"] if row["sector"] in _FOR_ALL else sectors[row["sector"]]["code"]
        lists.setdefault(key, []).append(
            {
                "code": row["id"].lower(),
                "group": reader.words(row, "group_sr", "group_en"),
                "words": reader.words(row, "sr", "en"),
                "exploitation": row["exploitation"],
                "age": row["age"],
                "source": row["source"],
                "certainty": row["certainty"],
            }
        )
    versions = {row["sector"]: row for row in before}
    return [
        _list(key, signs, data.get("title", ""), sectors, versions.get(key))
        for key, signs in lists.items()
    ]


def _list(
    key: str,
    signs: list[dict[str, Any]],
    title: str,
    sectors: dict[str, dict[str, Any]],
    before: dict[str, Any] | None,
) -> dict[str, Any]:
    by_code = {row["code"]: row for row in sectors.values()}
    version = 1
    if before:
        number = int(before["version"].rpartition("-")[2])
        version = number if before["indicators"] == signs else number + 1
    certainties = {sign["certainty"] for sign in signs}
    return {
        "sector": key,
        # The collected set is nobody's official list and says so; official ones bring their own
        # version ("2015", "2021").
        "version": f"working-{version}",
        "words": _FOR_ALL.get(key) or by_code[key]["words"],
        "source": title,
        "certainty": certainties.pop() if len(certainties) == 1 else "partly_confirmed",
        "indicators": signs,
    }
