"""The templates without what a formatter puts between their lines: it tells a browser nothing, and
costs bytes.
"""

import re

from django.template.base import Origin
from django.template.loaders.app_directories import Loader as AppDirectories

_INDENTATION = re.compile(r"\n[ \t]+")
# A tag of HTML, whatever template tags and quoted values stand in it.
_TAG = re.compile(
    r"</?[a-zA-Z](?:{%.*?%}|{{.*?}}|\"[^\"]*\"|'[^']*'|[^<>\"'])*>",
    re.DOTALL,
)
_BREAK = re.compile(r"\s*\n\s*")
_BEFORE_END = re.compile(r"\s+(/?>)$")


class Loader(AppDirectories):
    """A tag stands on one line, and no line is indented."""

    def get_contents(self, origin: Origin) -> str:
        return _INDENTATION.sub("\n", _TAG.sub(_on_one_line, super().get_contents(origin)))


def _on_one_line(tag: re.Match[str]) -> str:
    if "\n" not in tag[0]:
        return tag[0]
    return _BEFORE_END.sub(r"\1", _BREAK.sub(" ", tag[0]))
