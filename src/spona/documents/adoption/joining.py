"""What one institution signs: that it joins, that its holders keep silent, what is in its safe."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.documents.adoption.shape import Confidentiality, HolderLine, Joining, SafeRecord
from spona.documents.papers.sheet import Paper, Part, Table, blank

_HOLDERS_AT_LEAST = 2


def decision(data: Joining) -> Paper:
    """The decision by which an institution joins and names its people."""
    names: list[tuple[str, ...]] = [(one.name, one.position, "") for one in data.holders]
    names += blank(max(0, _HOLDERS_AT_LEAST - len(names)), 3)
    return Paper(
        title=_("Decision on joining the network"),
        issuer=data.institution,
        parts=(
            Part(
                text=(
                    _("%(institution)s joins: %(network)s.")
                    % {"institution": data.institution, "network": data.network},
                ),
                facts=(
                    (_("Legal ground, entered by the lawyer"), ""),
                    (_("Holds from"), ""),
                ),
            ),
            Part(
                heading=_("Who speaks for the institution"),
                facts=(
                    (_("Represented by"), data.member),
                    (_("In their absence"), data.deputy),
                    (_("Last day of the mandate"), data.mandate),
                ),
            ),
            Part(
                heading=_("Intake officers"),
                text=(_("They open what arrives for the institution. There are two to four."),),
                table=Table(
                    (_("Name and surname"), _("Position"), _("Signature")), tuple(names), (5, 4, 4),
                    tall=True,
                ),
            ),
            Part(
                heading=_("What the institution takes care of"),
                items=(
                    _("Intake officers keep password and second factor to themselves."),
                    _("The paper key lies in the safe. Whoever takes it out writes down why."),
                    _("The official files stay in the institution's own records office."),
                    _(
                        "Until the network has opened casework, nothing about a person is written "
                        "into Spona."
                    ),
                ),
            ),
        ),
        signs=(_("Head of the institution"),),
    )  # fmt: skip


def confidentiality(data: Confidentiality) -> Paper:
    """One page a holder: what they promise, and the fingerprint of their key."""
    holders = data.holders or (HolderLine(""),)
    return Paper(
        title=_("Statement on confidentiality"),
        issuer=data.institution,
        parts=tuple(
            part
            for number, holder in enumerate(holders)
            for part in _promise(holder, data.institution, new_page=number > 0)
        ),
        # Each page has its own lines to sign: one statement must not carry another's.
        signs=(),
    )


def _promise(holder: HolderLine, institution: str, *, new_page: bool) -> tuple[Part, ...]:
    return (
        Part(
            heading=_("Statement on confidentiality") if new_page else "",
            facts=(
                (_("Name and surname"), holder.name),
                (_("Position"), holder.position),
                (_("Institution"), institution),
            ),
            new_page=new_page,
        ),
        Part(
            text=(_("I hold the key that opens what arrives for the institution. I state:"),),
            items=(
                _("What I read I use only for the work for which it was sent."),
                _("I tell nobody who was not let in, at home or at work."),
                _("I lend my password, second factor and recovery code to nobody."),
                _("If they are lost or known to somebody, I say so to the head at once."),
                _("What a colleague works on I open only for a reason that I write down."),
                _("If I know or am related to somebody in it, I say so and do not open it."),
                _("All this holds also after my mandate has ended."),
            ),
            numbered=True,
        ),
        Part(
            facts=((_("Duty of secrecy of my post, entered by the lawyer"), ""),),
        ),
        Part(
            heading=_("Fingerprint of my key in eight words"),
            text=(_("Compared by voice on the day of signing."),),
            words=holder.words or ("",) * 8,
        ),
        Part(
            facts=(
                (_("Date"), ""),
                (_("Signature"), ""),
                (_("Received by, for the institution"), ""),
            )
        ),
    )


def safe_record(data: SafeRecord) -> Paper:
    """The record of the safe. The key itself stands on its own sheet, in the envelope."""
    return Paper(
        title=_("Record: paper key in the safe"),
        issuer=data.institution,
        lead=_("The key itself does not stand here and is written nowhere else."),
        parts=(
            Part(
                facts=(
                    (_("Version"), str(data.version)),
                    (_("Printed"), data.printed_on),
                    (_("Put in the safe on"), ""),
                    (_("Which safe"), ""),
                    (_("Number in the records of the safe"), ""),
                )
            ),
            Part(heading=_("Fingerprint in eight words"), words=data.words),
            Part(
                ticks=(
                    _("The sheet is in an envelope, sealed and signed across the flap."),
                    _("It was not photographed, copied or saved."),
                    _("The sheet of an earlier version was destroyed."),
                )
            ),
            Part(
                heading=_("Taken out"),
                table=Table(
                    (_("Date"), _("Who"), _("Why"), _("Put back, signature")),
                    blank(3, 4), (2, 3, 4, 3), tall=True,
                ),
            ),
        ),
        signs=(_("Put in by"), _("Witness")),
        draft=False,
    )  # fmt: skip
