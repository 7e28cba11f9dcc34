"""What a data folder was made for: real work, the demo or a test. Written once, at creation."""

from __future__ import annotations

from pathlib import Path

KINDS = ("real", "demo", "test")


def write_stamp(data: Path, kind: str) -> None:
    """Marks the folder as `kind`. A folder that already has another kind stops the command."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    found = read_stamp(data)
    if found == kind:
        return
    if found:
        raise SystemExit(
            f"{data} holds {found} data and stays so. Choose another folder with --data."
        )
    (data / "kind").write_text(kind + "\n")


def read_stamp(data: Path) -> str:
    """The kind of the folder; empty where it has none."""
    path = data / "kind"
    return path.read_text().strip() if path.is_file() else ""


def check_stamp(kind: str, data: Path | None = None) -> None:
    """Stops the command unless the data folder (default: the settings') is of this kind."""
    if data is None:
        from django.conf import settings

        data = Path(settings.SPONA_DATA)
    found = read_stamp(data)
    if not found:
        raise SystemExit(f"{data} was not made by Spona. `./spona init` makes a data folder.")
    if found != kind:
        raise SystemExit(
            f"{data} holds {found} data, and this command is for {kind} data. "
            "Set SPONA_DATA to the right folder, or SPONA_KIND to what it holds."
        )
