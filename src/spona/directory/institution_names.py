"""What an institution is called: in lists and rows, and in full."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from spona.directory.models import Institution
from spona.reference.scripts import fold
from spona.ui.languages import codes


def short_name(institution: Institution) -> str:
    """The national Centre without what it protects: its official name tells the matter to whoever
    looks over a shoulder. Never "the Centre" alone, which the centre for social work is too. On
    paper and on pages for the public the official name stays.
    """
    if institution.sector == "centre" and institution.part_of_id is None:
        return _("The national Centre")
    return str(institution.words)


def full_name(institution: Institution) -> str:
    """The official name; of a national body with the town at the end of its address."""
    name = str(institution.words)
    town = "" if institution.town_id else institution.address_shown.rpartition(",")[2].strip()
    return f"{name}, {town}" if town else name


def by_name(institutions: Iterable[Institution]) -> dict[str, list[Institution]]:
    """Folded code, or name in any language → those that are called so."""
    found: dict[str, list[Institution]] = {}
    for one in institutions:
        said = {one.code, *one.words.values()}
        for language in codes("staff"):
            with translation.override(language):
                said.add(short_name(one))
        for word in {fold(text) for text in said}:
            found.setdefault(word, []).append(one)
    return found
