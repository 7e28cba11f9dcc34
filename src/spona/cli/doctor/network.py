"""The network's life as far as clear columns tell it: who could open, which rules hold."""

from __future__ import annotations

from datetime import timedelta

from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED
from spona.cases.referrals.unreachable import steps_of_excluded
from spona.cli.doctor.findings import RED, WARNING, Finding, found
from spona.cli.missing_exclusions import RESTORE, missing_exclusions
from spona.deadlines import now
from spona.deadlines import unreachable_steps as escalation
from spona.deadlines.actions.timetable import SLACK
from spona.deadlines.jobs import TIMETABLE
from spona.deadlines.models import State, Timetable
from spona.deadlines.queries import forged as forged_deadlines
from spona.deadlines.queries import rules_of
from spona.directory.models import Institution, Network
from spona.directory.queries import forged
from spona.reference.queries import forged as forged_lists
from spona.reference.queries import put_back as put_back_rows
from spona.vault.models import IntakeKey, PaperKey
from spona.vault.queries import connected, put_back, replaced_keys, unexplained_holders
from spona.vault.refusals import KeyReplaced


def steps_nobody_can_open() -> list[Finding]:
    """Something waits there and nobody holds the key today: only a person can help.

    What went on paper needs no key there; its sender holds it.
    """
    waiting = Referral.objects.exclude(state__in=CLOSED).filter(on_paper=False)
    places = Institution.objects.filter(pk__in=waiting.values("recipient_institution"))
    bad = [
        f"{waiting.filter(recipient_institution=place).count()} referrals wait at {place.code}, "
        "and nobody there holds the key."
        for place in places
        if not _connected(place)
    ]
    todo = "Call them: a holder is named with the paper key in their safe, or the sender withdraws."
    return found("steps_nobody_can_open", "Whatever waits can be opened by somebody.", bad, todo)


def _connected(place: Institution) -> bool:
    try:
        return connected(place)
    except KeyReplaced:
        return False


def public_keys() -> list[Finding]:
    """A swapped key would send what is sealed to it to somebody else."""
    bad = [
        f"The {one.kind.replace('_', ' ')} of {one.ident} is not the one that was published."
        for one in replaced_keys()
    ]
    todo = (
        "Somebody wrote the database past Spona. Nothing is sealed to it. Keep a copy, call the "
        "institution, restore the last backup, and have the eight words compared by voice."
    )
    return found("public_keys", "Each public key is the one that was published.", bad, todo)


def unreachable_steps() -> list[Finding]:
    """A reminder goes there and nobody could open what it is about."""
    steps = [*escalation.unreachable_steps(), *steps_of_excluded()]
    bad = [
        f"At {one.institution.code} ({one.network.slug}) the step “{one.to}” of {one.running} "
        f"deadlines reaches nobody{' who was not excluded' if one.excluded else ''}."
        for one in steps
    ]
    todo = (
        "Call them: somebody who holds the key has to be there, or stand in; a coordinator has to "
        "be named who can sign in. Their desks say so too."
    )
    good = "Each step of the escalation reaches somebody who can open."
    return found("unreachable_steps", good, bad, todo)


def paper_keys() -> list[Finding]:
    with_key = IntakeKey.objects.filter(ended_at=None).values("institution")
    on_paper = PaperKey.objects.filter(ended_at=None).values("institution")
    bare = Institution.objects.filter(pk__in=with_key).exclude(pk__in=on_paper)
    # The keys of a drill end with it; nothing of it is worth a safe.
    bare = bare.exclude(seats__network__practice=True)
    bad = [f"{place.code} has no paper key: when all holders leave, all is lost." for place in bare]
    todo = "A holder prints one on the page of keys; it lies in the institution's safe."
    return found(
        "paper_keys", "Each connected institution has a paper key.", bad, todo, level=WARNING
    )


def directory_rows() -> list[Finding]:
    """Rows that only Spona may write, and holders who vanished from the directory."""
    bad = [
        f"The {model} {ident} in the directory is not as Spona left it."
        for model, ident in forged()
    ]
    bad += [
        f"The {model} {ident} is not as Spona left it."
        for model, ident in (*forged_lists(), *forged_deadlines(), *put_back_rows())
    ]
    bad += [f"The {kind} {ident} was destroyed and put back." for kind, ident in put_back()]
    bad += [
        f"The directory does not say why account {wrap.account_id} holds a key; the key stays."
        for wrap in unexplained_holders()
    ]
    todo = "Somebody wrote the database past Spona. Keep a copy, then restore the last backup."
    return found("directory_rows", "Each row of the directory is as Spona left it.", bad, todo)


def exclusion_rows() -> list[Finding]:
    """Where one is missing everybody counts as locked out, and work stands still."""
    good = "Each row by which somebody is locked out is there."
    return found("exclusion_rows", good, missing_exclusions(), RESTORE)


def proposed_rules() -> list[Finding]:
    """Of the networks where casework is open: elsewhere no deadline runs yet."""
    bad = []
    for network in Network.objects.real().filter(casework_open=True):
        rows = rules_of(network.pk)
        names = sorted(row.key for row in rows if row.state == State.PROPOSED)
        if names:
            count = f"{len(names)} rules of time are only proposed"
            bad.append(f"{network.slug}: {count}: {', '.join(names)}.")
    todo = "Nobody is late by a proposal. The network adopts each by a decision."
    return found("proposed_rules", "Each rule of time was adopted.", bad, todo, level=WARNING)


def timetable() -> list[Finding]:
    """A job that is long overdue means that no worker runs."""
    rows = {row.name: row for row in Timetable.objects.all()}
    bad = []
    for name, job in TIMETABLE.all().items():
        row = rows.get(name)
        if row is None:
            bad.append(f"The job {name} has never run.")
        elif row.next_at + max(timedelta(seconds=job.seconds), timedelta(minutes=5)) < now():
            last = f"{row.last_ran_at:%Y-%m-%d %H:%M} UTC" if row.last_ran_at else "never"
            bad.append(f"The job {name} last ran {last}.")
        elif row.next_at > now() + timedelta(seconds=job.seconds) + SLACK:
            # No run sets it so far away: the clock was ahead, or somebody wrote the table.
            bad.append(f"The job {name} waits until {row.next_at:%Y-%m-%d %H:%M} UTC.")
        elif row.last_error:
            bad.append(f"The job {name} failed the last time ({row.last_error}).")
    todo = "See that `./spona serve` runs, with its worker, and read its log."
    if not rows:
        bad = [f"No periodic job has ever run ({len(bad)} of them): this server is new."]
    level = RED if rows else WARNING
    return found("timetable", "Every periodic job has run in its time.", bad, todo, level=level)
