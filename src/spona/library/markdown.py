"""Markdown of an editor as HTML of a page: what is not on our own list does not come through."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import nh3
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from spona.library.models import Picture
from spona.reference.scripts import latin

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# A page has one h1, its title; of an address only what we know how to open.
_DOWN: Final = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_TAGS: Final = {
    "h2", "h3", "h4", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "a", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "span", "img", "small",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "rel"},
    "ol": {"start"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading"},
}
_SCHEMES: Final = {"https", "mailto", "tel"}
# How an editor names one of our pictures: ![what it shows](picture:<id>).
_PICTURE: Final = re.compile(r"picture:([0-9a-f-]{36})", re.IGNORECASE)
_SIZES: Final = "(min-width: 760px) 700px, 100vw"
_FILE: Final = re.compile(r"/pictures/[0-9a-f]{64}\.jpg")


def to_html(text: str, pictures: Mapping[uuid.UUID, Picture]) -> SafeString:
    """`text` as HTML of our own list of tags. Headings begin at h2; a picture that is not in
    `pictures` (with their `files`) and every other address than https, mailto, tel or one of
    this site is left out.
    """
    made = _parser().render(text, {"pictures": pictures})
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES | {"a": {"href"}},
        allowed_classes={"span": {"pic"}},
        url_schemes=_SCHEMES,
        attribute_filter=_attribute,
        link_rel="noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 — all that is left is on the list above


def to_text(text: str) -> str:
    """The words alone, for the search and for excerpts."""
    bare = nh3.clean(_parser().render(text, {"pictures": {}}), tags=set())
    return " ".join(html.unescape(bare).split())


def pictures_named(texts: Iterable[str]) -> set[uuid.UUID]:
    """Ids of pictures that these texts show; what looks like none is left out."""
    found = set()
    for text in texts:
        for ident in _PICTURE.findall(text):
            try:
                found.add(uuid.UUID(ident))
            except ValueError:
                continue
    return found


def picture_tag(picture: Picture, alt: str, *, sizes: str = _SIZES) -> SafeString:
    """`img` of a picture whose `files` are there, the browser chooses the width."""
    files = list(picture.files.all())
    if not files:
        return SafeString("")
    widest = files[-1]
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        picture_url(files[0].sha256),
        ", ".join(f"{picture_url(one.sha256)} {one.width}w" for one in files),
        sizes,
        widest.width,
        widest.height,
        alt,
    )


def picture_url(sha256: str) -> str:
    return reverse("library:picture_file", args=[sha256])


def _parser() -> MarkdownIt:
    # Sixty modules, which most programs that begin never ask for; the web server has them.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["html_block", "html_inline", "code", "fence", "backticks"])
    parser.validateLink = _opens  # type: ignore[assignment,method-assign]
    parser.core.ruler.push("headings", _lower_headings)
    parser.add_render_rule("image", _image)
    return parser


def _opens(address: str) -> bool:
    """Https, mailto, tel, ours; `//host` is another site that looks like ours."""
    plain = address.strip().lower()
    if _PICTURE.fullmatch(plain):
        return True
    if plain.startswith(("https://", "mailto:", "tel:", "#")):
        return True
    return plain.startswith("/") and not plain.startswith(("//", "/\\"))


def _lower_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _DOWN[token.tag]


def _image(_self: Any, tokens: list[Token], at: int, _options: Any, env: dict[str, Any]) -> str:
    token = tokens[at]
    named = _PICTURE.fullmatch(str(token.attrs.get("src", "")))
    picture = env["pictures"].get(uuid.UUID(named[1])) if named else None
    if picture is None:
        return ""
    alt = token.content.strip() or str(picture.alt)
    by = picture.credit if get_language() == "sr" else latin(picture.credit)
    credit = format_html("<small>{}</small>", by) if by else ""
    return format_html('<span class="pic">{}{}</span>', picture_tag(picture, alt), credit)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name not in _ATTRIBUTES.get(tag, {"class"}):
        return None
    if tag == "img" and name == "src":
        return value if _FILE.fullmatch(value) else None
    if tag == "a" and name == "href":
        return value if _opens(value) else None
    return value
