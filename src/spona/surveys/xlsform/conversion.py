"""From uploaded bytes to sheets and XForm, in a process with limits; nothing is written."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.access.denied import Denied

LARGEST: Final = 1_000_000
# Unpacked: a form of three thousand rows has two million letters.
_UNPACKED: Final = 30_000_000
_PARTS: Final = 300
# Letters; each page of the form reads it whole, and three hundred questions have a tenth of that.
_XFORM: Final = 2_000_000
# The process has a limit of its own for what it computes; this one is for a server that is busy.
_SECONDS: Final = 240
_WORKER: Final = Path(__file__).with_name("worker.py")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows`: the number of a row as the spreadsheet counts it, and its cells by column."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[int, dict[str, str]], ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """What pyxform said: the name of its code, its sentence, the values in it."""

    code: str
    message: str
    context: dict[str, str]


@dataclass(frozen=True, slots=True)
class Converted:
    sheets: dict[str, Sheet]
    xform: str
    warnings: tuple[str, ...]
    raised: Raised | None


def convert(content: bytes) -> Converted:
    """Denied, with what to do, where the bytes are no workbook that can be read within limits."""
    _check_size(content)
    answer = _asked(content)
    if "failed" in answer:
        raise not_readable()
    if len(answer["xform"]) > _XFORM:
        raise Denied(_("This form is too long. Make two forms of it."), field="file")
    problem = answer["problem"]
    return Converted(
        sheets={
            name: Sheet(tuple(one["columns"]), tuple((number, row) for number, row in one["rows"]))
            for name, one in answer["sheets"].items()
        },
        xform=answer["xform"],
        warnings=tuple(answer["warnings"]),
        raised=Raised(**problem) if problem else None,
    )


def not_readable() -> Denied:
    return Denied(
        _("This file cannot be read as an Excel workbook. Save it as .xlsx and choose it again."),
        field="file",
    )


def _check_size(content: bytes) -> None:
    if len(content) > LARGEST:
        raise Denied(
            _("This file is larger than a form can be (1 MB). Take pictures out of it."),
            field="file",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError):
        raise not_readable() from None
    # What a part says of its size may be a lie: the process that unpacks it has limits of its own.
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
        raise Denied(
            _("This workbook is larger inside than a form can be. Copy the sheets of the form into "
              "a new workbook."),
            field="file",
        )  # fmt: skip


def _asked(content: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 — our own interpreter and file, no argument from outside
            [sys.executable, "-I", str(_WORKER)],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            env={},
            check=True,
        )
    except subprocess.CalledProcessError:
        raise not_readable() from None
    except subprocess.TimeoutExpired:
        raise Denied(
            _("The server is too busy to read the form now. Choose it again in some minutes."),
            field="file",
        ) from None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
