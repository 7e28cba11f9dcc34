"""The templates, without what indents their lines: it tells a browser nothing, and costs bytes.

An attribute's line of its own goes as well, and the break beside a part of a table or a list, which
no browser draws. Nodes keep their line, so an error names that of the file.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.template.base import Template, TextNode
from django.template.loaders import cached

_INDENTED = re.compile(r"\n[ \t]+")
_BREAK = re.compile(r"\s*\n\s*")
_PART = r"</?(?:tr|td|th|thead|tbody|li|dt|dd|option)\b"
_BEFORE_PART = re.compile(rf"\s*\n\s*(?={_PART})")
_AFTER_PART = re.compile(rf"({_PART}[^<>]*>)\s*\n\s*")
_MARKS = re.compile(r'([<>"])')
# At the edges of these no space is drawn, so what stands there goes too.
_BLOCK = re.compile(
    r"(?:h[1-6]|p|li|dt|dd|td|th|div|section|title|option|button|summary|legend|caption)\b"
)


class Loader(cached.Loader):
    """Each template is read once, and folded then."""

    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if is_new:
            _fold(template.nodelist.get_nodes_by_type(TextNode))
        return template


def _fold(texts: Iterable[Any]) -> None:
    """In the order of the file: a tag, or the value of its attribute, may go over several texts."""
    in_tag = in_value = opens_block = False
    for node in texts:
        pieces = _MARKS.split(node.s)
        for at, piece in enumerate(pieces):
            if piece == '"':
                in_value = in_tag and not in_value
            elif piece == "<" and not in_value:
                in_tag = True
                name = pieces[at + 1]
                opens_block = _BLOCK.match(name) is not None
                if name.startswith("/") and _BLOCK.match(name, 1):
                    pieces[at - 1] = pieces[at - 1].rstrip()
            elif piece == ">" and not in_value:
                in_tag = False
                if at:
                    pieces[at - 1] = pieces[at - 1].rstrip()
            elif in_tag and not in_value:
                pieces[at] = _BREAK.sub(" ", piece)
            elif not in_tag:
                begins = opens_block and at > 0 and pieces[at - 1] == ">"
                pieces[at] = _INDENTED.sub("\n", piece.lstrip() if begins else piece)
        node.s = _AFTER_PART.sub(r"\1", _BEFORE_PART.sub("", "".join(pieces)))
