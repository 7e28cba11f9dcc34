"""The legal acts a paper may rest on: only those handed in, each with how sure it is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.documents.adoption.shape import LegalAct
from spona.documents.papers.sheet import Part, Table


def acts_part(acts: tuple[LegalAct, ...]) -> tuple[Part, ...]:
    """The table of acts as the last part; nothing where no act is known."""
    if not acts:
        return ()
    return (
        Part(
            heading=_("Acts that stand in the list of the network"),
            text=(_("Copied from Spona's list with how sure it is. A lawyer says what applies."),),
            table=Table(
                (_("Act"), _("How sure"), _("Confirmed by a lawyer")),
                tuple(
                    (one.name, one.certainty, _("yes") if one.lawyer_confirmed else _("not yet"))
                    for one in acts
                ),
                (6, 4, 3),
            ),
        ),
    )
