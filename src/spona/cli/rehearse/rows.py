"""Each kind of ending once: what is there before, how it ends, and whether it still holds.

`holds` asks as the person or the thief would: it signs in, it opens, it takes the old key.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import endings
from spona.cases.case.steps.actions import end_steps
from spona.cases.casefile.actions import (
    ask_to_destroy,
    confirm_destroying,
    exclude,
    let_in_by_name,
    set_retention,
)
from spona.cases.referral_pages.actions import confirm_agreement, withdraw_from_all
from spona.cases.referrals.held_after_restore import unconfirmed
from spona.cases.retention.actions import adopt_rule, propose_rule
from spona.cases.retention.codes import ANY
from spona.cli.rehearse.world import World
from spona.crypto.errors import Unopenable
from spona.directory import actions as directory
from spona.directory.actor import actor_for
from spona.directory.models import NetworkRole, Person, Seat
from spona.identity import actions as identity
from spona.identity import factors, sessions, wraps
from spona.identity.actions.entering import opened
from spona.identity.models import Account, Session
from spona.tasks.models import Task
from spona.vault import actions as vault
from spona.vault import queries, seeds
from spona.vault.models import Code, Section

_NEW: Final = "nova duga lozinka 27"
_HOUSEKEEPING: Final = Actor.system("housekeeping")


@dataclass(frozen=True, slots=True)
class Row:
    """`kind` is that of the ending, or of what a restore does by itself.

    `broken` says in words what would hurt somebody if this row were red.
    """

    name: str
    kind: str
    before: Callable[[World], None]
    end: Callable[[World], None]
    holds: Callable[[World], bool]
    broken: str


def opens(world: World, who: str, section: Section) -> bool:
    """True where this person's keys lead to the text."""
    try:
        vault.open_section(section, reason="absence", **world.can(who))
    except (Denied, Unopenable):
        return False
    return True


def signs_in(world: World, who: str, password: str) -> bool:
    try:
        opened(world.account(who).login, password)
    except Denied:
        return False
    return True


def _nothing(_world: World) -> None:
    pass


# A wrap to one colleague.
def _grant_before(world: World) -> None:
    own, helper = world.institution("own"), world.account("helper")
    by_name = vault.to_account(helper, basis=vault.ASSIGNED, member_of=own.pk)
    world.sealed("granted", vault.to_institution(own), by_name)


def _grant_end(world: World) -> None:
    helper = world.said["accounts"]["helper"]
    for grant in world.section("granted").grants.filter(to_id=helper):
        vault.destroy(grant, by=world.actor("head"))


def _grant_holds(world: World) -> bool:
    section = world.section("granted")
    return opens(world, "head", section) and not opens(world, "helper", section)


# A whole file.
def _box_before(world: World) -> None:
    world.sealed("erased", vault.to_institution(world.institution("own")))


def _box_end(world: World) -> None:
    vault.erase_box(world.box("erased"), by=world.actor("head"))


def _box_holds(world: World) -> bool:
    return not Section.objects.filter(box=world.said["erased"]).exists()


# An earlier text of a part of a file.
def _text_before(world: World) -> None:
    world.sealed("rewritten", vault.to_institution(world.institution("own")))
    text = {"schema": 1, "words": secrets.token_hex(16)}
    vault.save_section(world.section("rewritten"), text, revision=1, **world.can("head"))


def _text_end(world: World) -> None:
    section = world.section("rewritten")
    vault.ask_to_erase(section, 1, by=world.actor("head"))
    vault.erase_revision(section, 1, by=world.actor("second"))


def _text_holds(world: World) -> bool:
    section = world.section("rewritten")
    try:
        vault.open_revision(section, 1, reason="absence", **world.can("head"))
    except (Denied, Unopenable):
        return opens(world, "head", section)
    return False


# The receipt of a message.
def _code_before(world: World) -> None:
    new = vault.draw_code(by=world.actor("head"))
    world.said["code"], world.said["code_text"] = str(new.code.pk), new.text
    own = vault.to_institution(world.institution("own"))
    world.sealed("coded", own, vault.to_code(new.code))


def _code_end(world: World) -> None:
    vault.end_code(Code.objects.get(pk=world.said["code"]), by=_HOUSEKEEPING)


def _code_holds(world: World) -> bool:
    try:
        vault.open_with_code(world.said["code_text"], by=_HOUSEKEEPING)
    except Denied:
        return True
    return False


# An agreement that the person withdrew.
def _agreement_before(world: World) -> None:
    world.sent_on_agreement("withdrawn")


def _agreement_end(world: World) -> None:
    withdraw_from_all(world.agreement("withdrawn"), by=world.actor("head"))


def _agreement_holds(world: World) -> bool:
    agreement, parts = world.agreement("withdrawn"), _sent(world, "withdrawn")
    read_again = any(opens(world, "receiver", part) for part in parts)
    return not agreement.lasts_on(timezone.localdate()) and not read_again


# A colleague who must not see a file.
def _exclusion_before(world: World) -> None:
    world.file_of_somebody("excluded")


def _exclusion_end(world: World) -> None:
    exclude(world.case("excluded"), member=world.member("relative"), **world.can("head"))


def _exclusion_holds(world: World) -> bool:
    """Also after a holder has let the others in: each of them opens it again, and only they."""
    case = world.case("excluded")
    parts = list(Section.objects.filter(box=case.box_id).select_related("box"))
    if any(opens(world, "relative", part) for part in parts):
        return False
    let_in_by_name(case, **world.can("second"))
    others = all(opens(world, who, part) for who in ("head", "second") for part in parts)
    return others and not any(opens(world, "relative", part) for part in parts)


# A closed file that two people destroyed when its time of keeping was over.
def _destroyed_before(world: World) -> None:
    world.sent_on_agreement("destroyed")


def _destroyed_end(world: World) -> None:
    """It was closed two years ago and is kept for one."""
    case, own = world.case("destroyed_case"), world.institution("own")
    end_steps(case, by=world.actor("head"))
    case.closed_at = timezone.now() - dt.timedelta(days=2 * 366)
    case.save(update_fields=["closed_at"])
    rule = propose_rule(own, outcome=ANY, years=1, source="rehearsal", by=world.actor("head"))
    adopt_rule(rule, by=world.actor("second"))
    set_retention(case, **world.can("head"))
    ask_to_destroy(case, to=world.member("second"), copy=True, **world.can("head"))
    confirm_destroying(world.case("destroyed_case"), **world.can("second"))


def _destroyed_holds(world: World) -> bool:
    """Nothing of it opens for its institution; the recipient reads what was given to them."""
    case, parts = world.case("destroyed_case"), _sent(world, "destroyed")
    gone = not Section.objects.filter(box=case.box_id).exists()
    ours = any(opens(world, who, part) for who in ("head", "second") for part in parts)
    theirs = all(opens(world, "receiver", part) for part in parts)
    steps = Task.objects.filter(subject_kind="case", subject_id=case.pk).exists()
    return case.destroyed_at is not None and gone and not ours and theirs and not steps


# Accounts: closed, lost, other password, other code, other card, other keys.
def _closed_end(world: World) -> None:
    identity.disable(world.account("closed"), by=world.actor("head"))


def _closed_holds(world: World) -> bool:
    return not signs_in(world, "closed", world.said["passwords"]["closed"])


def _lost_end(world: World) -> None:
    identity.close_lost_account(world.account("lost"), by=world.actor("head"))


def _lost_holds(world: World) -> bool:
    row = world.account("lost")
    return not row.is_active and not bytes(row.private_key_sealed)


def _password_end(world: World) -> None:
    account = world.account("password")
    identity.change_password(
        account, old=world.said["passwords"]["password"], new=_NEW, by=Actor(account_id=account.pk)
    )


def _password_holds(world: World) -> bool:
    old = world.said["passwords"]["password"]
    return signs_in(world, "password", _NEW) and not signs_in(world, "password", old)


def _recovery_end(world: World) -> None:
    account, password = world.account("recovery"), world.said["passwords"]["recovery"]
    code = identity.new_recovery_code(account, password=password, by=Actor(account_id=account.pk))
    identity.confirm_recovery_code(login=account.login, typed=code, address="")
    world.said["recovery_new"] = code


def _recovery_holds(world: World) -> bool:
    account = world.account("recovery")
    new, old = world.said["recovery_new"], world.said["recovery_code"]
    return _recovers(account, new) and not _recovers(account, old)


def _recovers(account: Account, code: str) -> bool:
    try:
        wraps.open_by_any_code(account, code)
    except Unopenable:
        return False
    return True


def _card_before(world: World) -> None:
    world.said["card_old"] = _card(world)


def _card_end(world: World) -> None:
    world.said["card_new"] = _card(world)


def _card(world: World) -> list[str]:
    account = world.account("card")
    return identity.issue_card(account, by=Actor(account_id=account.pk), keys=world.keys("card"))


def _card_holds(world: World) -> bool:
    account = world.account("card")
    new, old = world.said["card_new"], world.said["card_old"]
    return bool(factors.accept(account, new[0])) and not any(
        factors.accept(account, code) for code in old
    )


def _renewed_before(world: World) -> None:
    own, account = world.institution("own"), world.account("renewed")
    by_name = vault.to_account(account, basis=vault.ASSIGNED, member_of=own.pk)
    world.sealed("renewed_box", vault.to_institution(own), by_name)


def _renewed_end(world: World) -> None:
    """As on the page “my login may be known”: in a browser that is signed in."""
    account, password = world.account("renewed"), world.said["passwords"]["renewed"]
    request = HttpRequest()
    store = sessions.SessionStore()
    request.session = store
    store.begin(account, wraps.open_by_password(account, password))
    request.COOKIES[sessions.HALF_COOKIE] = store.half_to_send or ""
    identity.renew_keys(request, old=password, new=_NEW, by=Actor(account_id=account.pk))


def _renewed_holds(world: World) -> bool:
    """The old password opens nothing; the new one opens what was sealed to the person before."""
    if signs_in(world, "renewed", world.said["passwords"]["renewed"]):
        return False
    keys = world.keys("renewed", _NEW)
    try:
        vault.open_section(world.section("renewed_box"), by=world.actor("renewed"), keys=keys)
    except (Denied, Unopenable):
        return False
    return True


# Keys of institutions and of the network.
def _holder_end(world: World) -> None:
    account = world.account("leaving")
    vault.remove_holder(world.institution("other"), account, by=world.actor("receiver"))


def _holder_holds(world: World) -> bool:
    """What is sealed to the institution from now on opens for who stayed, not for who left."""
    other = world.institution("other")
    to = vault.to_institution(other)
    box = world.sealed("after_leaving", to, owner="other", writer="receiver")
    section = Section.objects.select_related("box").get(box=box)
    return opens(world, "receiver", section) and not opens(world, "leaving", section)


def _analyst_end(world: World) -> None:
    account = world.account("former")
    vault.remove_analyst(world.network(), account, by=Actor.system("demo"))


def _analyst_holds(world: World) -> bool:
    network = world.network()
    key = queries.current_statistics_key(network.pk)
    return (
        key is not None
        and _counts(world, "analyst", key.version)
        and not _counts(world, "former", key.version)
    )


def _counts(world: World, who: str, version: int) -> bool:
    try:
        seeds.statistics_seed(world.network().pk, version, world.keys(who))
    except Unopenable:
        return False
    return True


def _paper_before(world: World) -> None:
    own = world.institution("own")
    world.said["paper_old"] = vault.new_paper_key(own, **world.can("head"))


def _paper_end(world: World) -> None:
    world.said["paper_new"] = vault.new_paper_key(world.institution("own"), **world.can("head"))


def _paper_holds(world: World) -> bool:
    paper = queries.paper_key(world.institution("own"))
    return (
        paper is not None
        and queries.is_paper_key(paper, world.said["paper_new"])
        and not queries.is_paper_key(paper, world.said["paper_old"])
    )


def _rekey_before(world: World) -> None:
    key = queries.current_key(world.institution("third"))
    world.said["stolen_version"] = key.version if key else 0


def _rekey_end(world: World) -> None:
    vault.begin_rekey(world.institution("third"), paper_too=False, **world.can("third"))


def _rekey_holds(world: World) -> bool:
    key = queries.current_key(world.institution("third"))
    return key is not None and key.version > world.said["stolen_version"]


# Mandates.
def _member_end(world: World) -> None:
    directory.end_member(world.member("gone"), by=world.actor("head"))


def _member_holds(world: World) -> bool:
    return actor_for(world.account("gone")) is None


def _role_end(world: World) -> None:
    role = NetworkRole.objects.select_related("network").get(pk=world.said["deputy_role"])
    directory.end_network_role(role, by=Actor.system("demo"))


def _role_holds(world: World) -> bool:
    return not world.actor("deputy").networks_where("network:edit")


def _seat_end(world: World) -> None:
    seat = Seat.objects.select_related("network").get(institution=world.institution("third"))
    directory.end_seat(seat, by=Actor.system("demo"))


def _seat_holds(world: World) -> bool:
    today = timezone.localdate()
    third = world.institution("third")
    return not any(seat.is_active_on(today) for seat in Seat.objects.filter(institution=third))


# The paper by which somebody comes in for the first time.
def _invitation_before(world: World) -> None:
    own = world.institution("own")
    person = directory.add_person(
        "Проба invited", institution=own, example=True, by=Actor.system("demo")
    )
    world.said["invited"] = str(person.pk)
    world.said["paper"] = directory.invite(person, institution=own, by=world.actor("head"))


def _invitation_end(world: World) -> None:
    person = Person.objects.get(pk=world.said["invited"])
    directory.invite(person, institution=world.institution("own"), by=world.actor("head"))


def _invitation_holds(world: World) -> bool:
    password = secrets.token_urlsafe(24)
    login = f"rehearsal-{secrets.token_hex(6)}"
    try:
        directory.accept_invitation(world.said["paper"], login=login, password=password)
    except Denied:
        return True
    return False


# What a restore ends by itself.
def _session_before(world: World) -> None:
    world.said["session"] = world.account("signed_in").get_session_auth_hash()


def _session_holds(world: World) -> bool:
    hash_now = world.account("signed_in").get_session_auth_hash()
    return hash_now != world.said["session"] and not Session.objects.exists()


# What must go on: whoever agreed and never withdrew is helped as before.
def _lasting_before(world: World) -> None:
    world.sent_on_agreement("lasting")


def _lasting_holds(world: World) -> bool:
    return all(opens(world, "receiver", part) for part in _sent(world, "lasting"))


def _sent(world: World, name: str) -> list[Section]:
    """What the recipient was given of a packet; what stayed with the sender is no part of it."""
    rows = Section.objects.named(world.referral(name).packet_id, "cover", "body")
    return list(rows.select_related("box"))


SESSIONS, LASTING = "session", "lasting"

ROWS: Final = (
    Row("access of one colleague taken back", endings.GRANT, _grant_before, _grant_end,
        _grant_holds, "they read again"),
    Row("a file erased", endings.BOX, _box_before, _box_end, _box_holds, "it is back"),
    Row("an earlier text erased by two people", endings.REVISION, _text_before, _text_end,
        _text_holds, "what had to go is read again"),
    Row("the code of a message ended", endings.CODE, _code_before, _code_end, _code_holds,
        "the code opens again"),
    Row("an agreement withdrawn", endings.AGREEMENT, _agreement_before, _agreement_end,
        _agreement_holds, "the recipient reads what the person took back"),
    Row("a colleague locked out of a file", endings.EXCLUSION, _exclusion_before, _exclusion_end,
        _exclusion_holds, "they read again, or nobody does"),
    Row("a file destroyed by two people", endings.CASE, _destroyed_before, _destroyed_end,
        _destroyed_holds, "it is back"),
    Row("an account closed", endings.ACCOUNT, _nothing, _closed_end, _closed_holds,
        "its password opens again"),
    Row("a lost login closed for good", endings.ACCOUNT, _nothing, _lost_end, _lost_holds,
        "what was lost opens again"),
    Row("a password changed", endings.PASSWORD, _nothing, _password_end, _password_holds,
        "the old password opens"),
    Row("a recovery code replaced", endings.RECOVERY, _nothing, _recovery_end, _recovery_holds,
        "the old paper opens"),
    Row("a card of codes replaced", endings.FACTOR, _card_before, _card_end, _card_holds,
        "the lost card counts again"),
    Row("a person's keys renewed", endings.KEYS, _renewed_before, _renewed_end, _renewed_holds,
        "the known password opens"),
    Row("an intake officer removed", endings.HOLDER, _nothing, _holder_end, _holder_holds,
        "who left reads what arrives"),
    Row("an analyst removed", endings.ANALYST, _nothing, _analyst_end, _analyst_holds,
        "who left reads counted records"),
    Row("a paper key replaced", endings.PAPER_KEY, _paper_before, _paper_end, _paper_holds,
        "the old sheet counts again"),
    Row("new keys after a theft", endings.REKEY, _rekey_before, _rekey_end, _rekey_holds,
        "what arrives is sealed to the stolen key"),
    Row("a mandate ended", endings.MEMBER, _nothing, _member_end, _member_holds,
        "they act for the institution again"),
    Row("a role in the network ended", endings.ROLE, _nothing, _role_end, _role_holds,
        "they lead the network again"),
    Row("a seat ended", endings.SEAT, _nothing, _seat_end, _seat_holds, "it sits there again"),
    Row("an invitation replaced", endings.INVITATION, _invitation_before, _invitation_end,
        _invitation_holds, "the old paper lets somebody in"),
    Row("everybody's sessions", SESSIONS, _session_before, _nothing, _session_holds,
        "an old browser is still signed in"),
    Row("an agreement that lasts", LASTING, _lasting_before, _nothing, _lasting_holds,
        "who agreed is not helped any more"),
)  # fmt: skip


def is_held_until_confirmed(world: World) -> bool:
    """Of a restore that cannot know: nothing on agreement opens until its sender has confirmed."""
    agreement, parts = world.agreement("lasting"), _sent(world, "lasting")
    if any(opens(world, "receiver", part) for part in parts) or not unconfirmed(agreement.case):
        return False
    confirm_agreement(agreement, by=world.actor("head"))
    return all(opens(world, "receiver", part) for part in parts)
