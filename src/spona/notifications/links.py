"""Where a notice leads: a reference, or a path of this site. Looked at when it is written, and once
more before anybody is led there: whoever writes the database could else send people away.
"""

from __future__ import annotations

import re
from typing import Final

_REFERENCE: Final = re.compile(r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{2}")
# No second slash and no backslash, which browsers take for one: what follows would be a host name.
# Nothing but what stands in an address, so that no mail gets a sentence more.
_PATH: Final = re.compile(r"/(?:[A-Za-z0-9._~%!$&'()*+,;=:@?#-][A-Za-z0-9._~%!$&'()*+,;=:@?#/-]*)?")


def is_reference(text: str) -> bool:
    return _REFERENCE.fullmatch(text) is not None


def is_own_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None
