"""Terms: each with the note on when to use it and the evidence it rests on."""

from pathlib import Path
from typing import Any

from spona.reference.importing.rows import Reader, once


def read_terms(folder: Path, reader: Reader) -> list[dict[str, Any]]:
    """Rows for `terms.json`, in the order of the file."""
    seen: set[str] = set()
    columns = ("key", "category", "sr_latn", "sr_cyrl", "en", "note", "evidence")
    rows = []
    for row in reader.csv_rows(folder, columns):
        if not reader.need(row, "key", "category", "en", "evidence") or not once(
            reader, row["key"], seen
        ):
            continue
        if not row["key"].startswith(f"{row['category']}."):
            reader.wrong(f"key “{row['key']}” must begin with its category, “{row['category']}.”.")
        rows.append(
            {
                "key": row["key"],
                "category": row["category"],
                "words": reader.words(row, "sr", "en"),
                "note": row["note"],
                "evidence": row["evidence"],
                "certainty": reader.certainty(row["evidence"]),
            }
        )
    return rows
