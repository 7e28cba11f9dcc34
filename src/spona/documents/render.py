"""The one place that calls typst: templates from the package, data only in memory."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

from spona.documents.plain_text import mark_characters, plain

type Language = Literal["sr", "sr-latn", "en", "hu"]
type Printable = str | int | bool | list[Printable] | dict[str, Printable] | None

PAGES = Path(__file__).parent / "pages"
FAMILY = "Noto Sans"


class DocumentError(Exception):
    """The document could not be made. Carries no part of its content, so it may be logged."""


def render(
    page: str,
    data: Mapping[str, Printable],
    *,
    language: Language,
    made_at: datetime,
    font_paths: Iterable[Path],
) -> bytes:
    """Set one of our pages with the given data.

    `page` is a file name in `pages/`; `made_at` is an aware time and becomes the only date in the
    metadata, so equal input gives equal bytes. `font_paths` are folders with Noto Sans as TTF or
    OTF (typst reads no woff2); further families there are used for other scripts.
    Raises `DocumentError` when the fonts are missing or typst refuses.
    """
    fonts = _fonts(tuple(map(str, font_paths)))
    clean = _each_string(data, plain)
    try:
        return _compile(page, clean, language, made_at, fonts)
    except typst.TypstError:
        # PDF/UA refuses a character without a glyph. A name in a script nobody installed must
        # still print, so such characters become [U+4E2D], which can be read back.
        missing = _missing_characters(clean, fonts)
    if not missing:
        raise _refused(page)
    try:
        marked = _each_string(clean, lambda text: mark_characters(text, missing))
        return _compile(page, marked, language, made_at, fonts)
    except typst.TypstError:
        pass
    raise _refused(page)


def picture(
    page: str, data: Mapping[str, Printable], *, language: Language, font_paths: Iterable[Path]
) -> bytes:
    """The same as a PNG of one page, 200 dots an inch, as high as what stands on it."""
    clean = _each_string(data, plain)
    try:
        png = typst.compile(
            PAGES / page,
            root=PAGES,
            package_path=PAGES,
            package_cache_path=PAGES,
            font_paths=_fonts(tuple(map(str, font_paths))),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(clean), "lang": language},
            format="png",
            ppi=200,
        )
    except typst.TypstError:
        png = None
    if not isinstance(png, bytes):
        raise _refused(page)
    return png


def _refused(page: str) -> DocumentError:
    # Raised outside `except`: typst's message quotes the text it stumbled over.
    return DocumentError(f"typst refused {page}")


def _compile(
    page: str, data: Printable, language: Language, made_at: datetime, fonts: typst.Fonts
) -> bytes:
    pdf = typst.compile(
        PAGES / page,
        root=PAGES,
        # Nothing outside the packaged folder can be read or looked up, not even by mistake.
        package_path=PAGES,
        package_cache_path=PAGES,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data), "lang": language},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise _refused(page)
    return pdf


@lru_cache(maxsize=4)
def _fonts(paths: tuple[str, ...]) -> typst.Fonts:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(paths)
    )
    if FAMILY not in fonts.families():
        message = f"no {FAMILY} in TTF or OTF in the font folders"
        raise DocumentError(message)
    return fonts


def _each_string(value: object, change: Callable[[str], str]) -> Printable:
    match value:
        case str():
            return change(value)
        case Mapping():
            return {key: _each_string(item, change) for key, item in value.items()}
        case list() | tuple():
            return [_each_string(item, change) for item in value]
        case None | bool() | int():
            return value
        case _:
            raise TypeError(type(value).__name__)


def _missing_characters(data: Printable, fonts: typst.Fonts) -> set[str]:
    characters = set(json.dumps(data, ensure_ascii=False))
    return {one for one in characters if not one.isspace() and not _has_glyph(one, fonts)}


def _has_glyph(character: str, fonts: typst.Fonts) -> bool:
    try:
        typst.compile(
            PAGES / "glyph.typ",
            root=PAGES,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"one": character},
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError:
        return False
    return True
