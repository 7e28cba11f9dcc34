"""Who may open, grant, keep and hold. Each refusal is the sentence the user reads.

Keys have the last word: somebody who slips through here still opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.prepared_rows import PreparedRows
from spona.crypto.errors import Unopenable
from spona.directory.models import Institution, Network
from spona.directory.permissions import may_name_leaders
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import queries, row_integrity
from spona.vault.models import (
    ASSIGNED,
    GLASS,
    INSTITUTION,
    MEMBER,
    OPEN,
    OWN,
    Box,
    Grant,
    Section,
    SectionRevision,
)
from spona.vault.reasons import REASONS
from spona.vault.recipients import Recipient
from spona.vault.refusals import ReasonNeeded

# They belong to no institution and hold a key alone: who reads says who reads.
READERS_DECIDE = frozenset({"round"})
# Made by two people of perhaps two institutions, for somebody else: it belongs to neither.
FIGURES: Final = "figures"
# Frozen when made: a packet is exactly what was previewed.
FROZEN_KINDS = frozenset({"packet", "conference", FIGURES})
# Small sections for lists and search; opening these needs no reason. `retention` says until when a
# closed file is kept, and nothing of the person: whoever looks through all of them opens it.
LIST_SECTIONS = frozenset({"name", "cover", "retention"})


def check_can_make(by: Actor, owner: UUID | None) -> None:
    """A box belongs to the institution its maker acts for, or to nobody yet."""
    if owner and by.institution_id and by.institution_id != owner:
        raise Denied(_("You can only keep records of the institution you act for."))


def check_can_open(
    by: Actor, section: Section, grants: list[Grant], *, reason: str, in_lists: bool = True
) -> None:
    """`grants` are those open to `by`. ReasonNeeded where it is assigned to a colleague; `in_lists`
    False also for what lists show.
    """
    if by.is_system:
        raise Denied(_("No job of the server opens what is sealed."))
    if section.box.erased_at is not None:
        raise Denied(_("This was deleted when its time of keeping had passed."))
    if not grants:
        raise Denied(_("This was not shared with you. Ask the institution that keeps it."))
    if reason and reason not in REASONS:
        raise ValueError("a reason is one of the listed codes")
    others = assigned_to_others([section], {section.pk: grants}, in_lists=in_lists)
    if not reason and section.pk in others:
        raise ReasonNeeded


def check_can_look_through(by: Actor, keys: Keyring, name: str) -> None:
    """Somebody with keys of their own, and only what is made for lists: it needs no reason."""
    if by.is_system or by.account_id is None:
        raise Denied(_("No job of the server opens what is sealed."))
    if keys.account_id != by.account_id:
        raise ValueError("the keyring belongs to somebody else")
    if name not in LIST_SECTIONS:
        raise ValueError("only sections that are made for lists are looked through")


def check_can_send_to(by: Actor, box: Box) -> None:
    """Anybody, also who has signed in nowhere, while the box is there; the app above says when."""
    if box.erased_at is not None:
        raise Denied(_("This was deleted when its time of keeping had passed."))


_ASSIGNED: Final = PreparedRows(
    lambda sections: Grant.objects.filter(
        section_id__in=sections, to_kind=MEMBER, basis=ASSIGNED
    ).values_list("section_id", "member_of")
)


def assigned_to_others(
    sections: Iterable[Section], grants: dict[UUID, list[Grant]], *, in_lists: bool = True
) -> set[UUID]:
    """Ids of sections that colleagues work on and this actor reaches as a holder only; without what
    lists show, unless `in_lists` is False.
    """
    as_holder = {
        section.pk: institution_of_holder(grants[section.pk])
        for section in sections
        if not (in_lists and section.name in LIST_SECTIONS)
        if only_as_holder(grants[section.pk])
    }
    return {
        section
        for section, institution in _ASSIGNED.rows(list(as_holder))
        if as_holder[section] == institution
    }


def only_as_holder(grants: list[Grant]) -> bool:
    """True where nothing was given for work: by the institution's key, or, where somebody is locked
    out, by name to each other holder in its place.
    """
    return bool(grants) and not any(
        grant.to_kind == MEMBER and grant.basis in (ASSIGNED, GLASS, OWN) for grant in grants
    )


def institution_of_holder(grants: list[Grant]) -> UUID | None:
    """For which institution somebody reaches it as a holder."""
    first = grants[0]
    return first.to_id if first.to_kind == INSTITUTION else first.member_of


def check_can_save(by: Actor, box: Box) -> None:
    if box.kind in FROZEN_KINDS or box.erased_at is not None:
        raise Denied(_("What was sent is never changed. Send an addition instead."))
    if box.owner_institution_id not in (None, by.institution_id):
        raise Denied(_("Only the institution that keeps this record may change it."))


def check_can_grant(by: Actor, box: Box, recipient: Recipient) -> None:
    """The owner lets in anybody; another holder only people of the own institution. To figures
    nobody is added: they are for the two who make them, and then for the recipient.
    """
    if box.kind == FIGURES:
        raise Denied(_("What was sent is never changed. Send an addition instead."))
    if by.institution_id is None:
        raise Denied(_("Only an institution can let somebody in."))
    if box.owner_institution_id == by.institution_id or _is_reader(by, box):
        return
    own = recipient.kind == MEMBER and queries.members_of(by.institution_id, [recipient.id])
    if not own:
        raise Denied(_("You can only assign it to people of your own institution."))


def check_can_move(by: Actor, box: Box, grant: Grant) -> None:
    """Release or destroy a grant: its owner, its recipient's institution, or a named job; of
    figures whoever is let in by name, and nobody for whom they are still held.
    """
    if by.is_system or (by.institution_id and box.owner_institution_id == by.institution_id):
        return
    if box.kind == FIGURES:
        if _is_named_in(by, box):
            return
    elif by.institution_id and is_of(grant, by.institution_id):
        return
    if _is_reader(by, box):
        return
    raise Denied(_("Only the sender or the recipient may do this."))


def _is_reader(by: Actor, box: Box) -> bool:
    """Opens what only its readers own."""
    if box.kind not in READERS_DECIDE or box.owner_institution_id is not None:
        return False
    return Section.objects.visible_to(by).filter(box=box).exists()


def _is_named_in(by: Actor, box: Box) -> bool:
    """Whether the actor was let into each section of the box by name, and still is; the rows of
    grants are judged where they open something.
    """
    if by.account_id is None:
        return False
    mine = Grant.objects.filter(
        section__box=box, to_kind=MEMBER, to_id=by.account_id, member_of=by.institution_id,
        state=OPEN,
    )  # fmt: skip
    return mine.exists()


def is_of(grant: Grant, institution: UUID) -> bool:
    """True where the grant leads to this institution or to one of its members by name."""
    if grant.to_kind == INSTITUTION:
        return grant.to_id == institution
    return grant.to_kind == MEMBER and grant.member_of == institution


def check_can_erase(by: Actor, box: Box) -> None:
    if not by.is_system and box.owner_institution_id not in (None, by.institution_id):
        raise Denied(_("Only the institution that keeps this record may delete it."))


def check_can_rectify(by: Actor, section: Section) -> None:
    """Whoever may write in it and opens it today decides about its earlier texts."""
    check_can_save(by, section.box)
    if by.person_id is None or not Section.objects.visible_to(by).filter(pk=section.pk).exists():
        raise Denied(_("This was not shared with you. Ask the institution that keeps it."))


def check_is_second_to_erase(by: Actor, revision: SectionRevision) -> None:
    """Another person than who asked for it; a second membership of the same one does not count."""
    first = revision.erasure_asked_by
    if first is None or by.person_id is None or by.person_id == first:
        raise Denied(_("Two people erase an earlier text: one asks, another one agrees."))


def check_can_adopt(by: Actor, box: Box) -> None:
    """A holder to whom an open key leads, while nobody else owns the box."""
    reached = Section.objects.visible_to(by).filter(box=box).exists()
    if box.owner_institution_id not in (None, by.institution_id):
        raise Denied(_("Another institution has taken this over."))
    if not by.may("key:hold") or box.erased_at is not None or not reached:
        raise Denied(_("This was not shared with you. Ask the institution that keeps it."))


def check_can_end_code(by: Actor) -> None:
    """Only the job that deletes what ran out: a person can mistype, a code cannot come back."""
    if not by.is_system:
        raise Denied(_("Codes end when their time has passed."))


def check_can_begin_keys(by: Actor, institution: UUID) -> None:
    """The first key: a future holder of the institution, or the operator setting it up."""
    setting_up = by.is_system and (by.may("institution:invite") or by.may("network:edit"))
    if not setting_up and not (by.institution_id == institution and by.may("key:hold")):
        raise Denied(_("Only an intake officer of the institution may do this."))


def check_nothing_was_taken_away(institution: UUID) -> None:
    """Somebody may begin anew only where the server itself ended every key.

    A writer of the database could delete wraps or keys and so open the door of the first key
    to a login of their own; what is sealed from then on would be theirs.
    """
    keys = queries.versions(institution)
    try:
        whole = [row_integrity.check(key).ended_at is not None for key in keys]
    except Unopenable:
        whole = [False]
    if not all(whole) or (not keys and queries.was_published(institution)):
        raise Denied(
            _("The keys here are not as Spona left them. Tell the operator before anything else.")
        )


def check_can_regrant(by: Actor, institution: UUID) -> None:
    """Another holder whose own wrap opens today."""
    able = {account.pk for account in queries.active_holders(institution)}
    acts_here = by.institution_id == institution and by.may("key:regrant")
    if not acts_here or by.account_id not in able:
        raise Denied(_("Only an active intake officer of the institution may do this."))


def check_can_rekey(by: Actor, institution: UUID, keys: Keyring) -> None:
    """An active holder, with the keys that move what hangs on the old versions."""
    check_can_regrant(by, institution)
    if keys.account_id != by.account_id:
        raise ValueError("the keyring belongs to somebody else")


def check_may_hold(institution: Institution | UUID, accounts: Iterable[Account]) -> None:
    wanted = {account.pk for account in accounts}
    enabled = all(account.disabled_at is None for account in accounts)
    if not enabled or queries.may_hold(queries.ident(institution), wanted) != wanted:
        raise Denied(_("An intake officer must be a member of the institution with that role."))


def check_can_end_holder(by: Actor, institution: UUID, account: Account) -> None:
    """Another active holder, the holder alone, or the job that follows mandates."""
    if by.is_system:
        return
    if by.account_id != account.pk or by.institution_id != institution:
        check_can_regrant(by, institution)
    left = [other for other in queries.active_holders(institution) if other.pk != account.pk]
    if not left:
        raise Denied(_("Nobody would be left who can open what arrives. Add another holder first."))


def check_can_keep_statistics(by: Actor, network: Network) -> None:
    """Whoever names the analysts; never one of them."""
    if not may_name_leaders(by, network):
        raise Denied(_("Only the coordinator of the network may do this."))


def check_can_end_analyst(by: Actor, network: Network) -> None:
    """Whoever names the analysts, or the job that follows roles."""
    if not by.is_system:
        check_can_keep_statistics(by, network)


def check_no_statistics_key_was_taken_away(network: UUID) -> None:
    """A new key only where each one that was published is there as the server left it.

    Otherwise whoever deletes rows past Spona could have counted again from nothing, unseen.
    """
    keys = queries.statistics_versions(network)
    there = {key.pk for key in keys}
    if not all(map(row_integrity.is_whole, keys)) or queries.published_statistics(network) - there:
        raise Denied(
            _("The keys here are not as Spona left them. Tell the operator before anything else.")
        )
