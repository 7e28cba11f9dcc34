"""A body typed by name and town: what was typed, and whether the directory has it already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from spona.cases.referrals.addressee import Addressee, in_directory
from spona.directory.models import ELSEWHERE, Institution

# Of the question "is it one of these?": none of them.
ANOTHER: Final = "another"
FIELDS: Final = ("body_name", "body_town", "body_sector", "body_phone", "body_is")


@dataclass(frozen=True, slots=True)
class Meant:
    """`addressee`: a body outside the directory; `known`: one of the directory instead, which the
    person has recognised; neither while it is not answered whether it is one of `alike`.
    """

    addressee: Addressee | None = None
    known: Institution | None = None
    alike: list[Institution] = field(default_factory=list)


def meant(typed: Mapping[str, Any], *, kind: bool = True) -> Meant:
    """What the fields of a form say; `kind`: where the kind of the body has to be known too."""
    said = {name: str(typed.get(name) or "").strip() for name in FIELDS}
    if typed.get("institution") != ELSEWHERE or not said["body_name"] or not said["body_town"]:
        return Meant()
    one = Addressee(said["body_name"], said["body_town"], said["body_sector"], said["body_phone"])
    alike = in_directory(one)
    known = next((row for row in alike if str(row.pk) == said["body_is"]), None)
    if known is not None:
        return Meant(known=known, alike=alike)
    unsettled = bool(alike) and said["body_is"] != ANOTHER
    if unsettled or (kind and not one.sector):
        return Meant(alike=alike)
    return Meant(addressee=one, alike=alike)
