"""Accepted file types: by their first bytes, whatever the browser says."""

from __future__ import annotations

import io
import zipfile
from typing import Final

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_ZIPPED: Final = {
    "word/document.xml": (".docx", f"{_OFFICE}wordprocessingml.document"),
    "xl/workbook.xml": (".xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    "ppt/presentation.xml": (".pptx", f"{_OFFICE}presentationml.presentation"),
}
_MARKS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


ENDINGS: Final = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    **{kind: end for end, kind in _ZIPPED.values()},
}


def type_of(content: bytes) -> str:
    """The media type; empty where it is none that is accepted."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = set(packed.namelist())
    except zipfile.BadZipFile:
        return ""
    # One that carries macros does something when it is opened.
    if any(name.endswith("vbaProject.bin") for name in inside):
        return ""
    return next((kind for name, (_end, kind) in _ZIPPED.items() if name in inside), "")
