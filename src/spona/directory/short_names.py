"""The name of an institution for lists and rows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.directory.models import Institution


def short_name(institution: Institution) -> str:
    """The national Centre without what it protects: its official name tells the matter to whoever
    looks over a shoulder. Never "the Centre" alone, which the centre for social work is too. On
    paper and on pages for the public the official name stays.
    """
    if institution.sector == "centre" and institution.part_of_id is None:
        return _("The national Centre")
    return str(institution.words)
