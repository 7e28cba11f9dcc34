"""What a file is called that leaves Spona: a neutral word in the reader's language, in plain
letters that every machine keeps.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from spona.reference.scripts import latin

_OTHER: Final = re.compile(r"[^a-z0-9]+")


def file_name(*words: object) -> str:
    """Small, in Latin letters without marks, joined by hyphens: "pokrivenost", "plan-2026".

    An empty word is left out. The view chooses and translates them; nobody has typed them.
    """
    text = latin("-".join(str(word) for word in words if word)).lower().replace("đ", "dj")
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _OTHER.sub("-", bare).strip("-")
