"""One move: the row locked, the table asked, the move written. Twice is once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.moves import MOVES, State
from spona.cases.referrals.permissions import check_move, check_side
from spona.cases.referrals.when import local
from spona.directory.models import Institution, Network
from spona.reference.models.signed import tampered, verify_rows
from spona.vault.models import Box
from spona.vault.queries import remember_member


@dataclass(slots=True)
class Locked:
    """The row under lock. `again` is true where this person has made the move already."""

    referral: Referral
    verb: str
    by: Actor
    again: bool
    second_hand: bool = False

    def move(
        self,
        *,
        message: Box | None = None,
        reason: str = "",
        to: Institution | None = None,
        to_network: Network | None = None,
    ) -> Move:
        """Write the move down; the caller saves the row with what else changes."""
        before = self.referral.state
        after = MOVES[self.verb].target or State(before)
        self.referral.state = after
        return Move.objects.create(
            referral=self.referral,
            verb=self.verb,
            from_state=before,
            to_state=after,
            at=deadlines.now(),
            by_member_id=self.by.member_id,
            institution_id=self.by.institution_id,
            second_hand=self.second_hand,
            message=message,
            reason=reason,
            to_institution=to,
            to_network=to_network,
        )


def begin(referral: Referral, verb: str, *, by: Actor, second_hand: bool = False) -> Locked:
    """Lock the row for `verb`, inside the transaction of the action.

    Denied where this is not the actor's to do. Conflict, with who did what and when, where
    somebody was faster or the state does not allow it any more. `second_hand`: somebody of the
    sender writes it down for a recipient on paper.
    """
    if not referral.has_valid_mac():
        raise tampered()
    # By what they have seen: it may have been sent here meanwhile, and twice is once.
    check_move(by, referral, verb, second_hand=second_hand)
    row = (
        Referral.objects.select_for_update(of=("self",))
        .select_related(
            "network",
            "sender_institution",
            "recipient_institution",
            "paper_institution",
            "sent_by__person__account",
            "packet",
        )
        .get(pk=referral.pk)
    )
    verify_rows(row)
    # Whoever is told of it is mostly who wrote it.
    remember_member(row.sent_by)
    rule = MOVES[verb]
    if second_hand and not row.on_paper:
        raise Conflict(_("It has been sent to them here meanwhile; they answer themselves."))
    if not second_hand:
        check_side(by, row, verb)
    if row.state in rule.sources and rule.resting_on in (None, row.rests_on):
        return Locked(row, verb, by, again=False, second_hand=second_hand)
    earlier = row.moves.filter(verb=verb).select_related("by_member__person").last()
    if earlier is not None and earlier.by_member_id == by.member_id:
        return Locked(row, verb, by, again=True, second_hand=second_hand)
    raise Conflict(_sentence(row, earlier, by))


def _sentence(row: Referral, earlier: Move | None, by: Actor) -> str:
    """Names are for one's own institution; of the other side only the institution is told."""
    # Who made it what it is now, not who wrote to it since.
    changed = row.moves.exclude(from_state=F("to_state"))
    last = earlier or changed.select_related("by_member__person", "institution").last()
    state = State(row.state).label
    if last is None:
        return _("This is %(state)s now.") % {"state": state}
    ours = last.institution_id == by.institution_id and last.by_member is not None
    who = last.by_member.person.shown_name if ours and last.by_member else last.institution
    return _("%(who)s did this %(when)s. Now it is: %(state)s.") % {
        "who": who,
        "when": local(last.at, row.network),
        "state": state,
    }
