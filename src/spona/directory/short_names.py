"""The name of an institution for lists and rows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.directory.models import Institution


def short_name(institution: Institution) -> str:
    """The national Centre is "the Centre": its official name tells the matter to whoever looks
    over a shoulder. On paper the official form stays.
    """
    if institution.sector == "centre" and institution.part_of_id is None:
        return _("The Centre")
    return str(institution.words)
