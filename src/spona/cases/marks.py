"""Marks of who is locked out: the server compares them, a thief of the database cannot.

A clear row "this colleague must not see that report" would name a suspect. The mark is an
HMAC under the key that lies outside the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from spona.access.actor import Actor
from spona.audit import Log
from spona.audit.models import Entry

type Subject = tuple[str, UUID]

PERSON, INSTITUTION = "person", "institution"


def mark(kind: str, ident: UUID) -> str:
    """The mark of a person (all their hats) or of an institution: 64 hex digits."""
    secret: bytes = settings.SECRETS["mac"]
    made = salted_hmac(f"spona exclusion 1 {kind}", str(ident), secret=secret, algorithm="sha256")
    return made.hexdigest()


def marks_of(actor: Actor) -> list[str]:
    """Every mark that would lock this actor out."""
    return [
        mark(kind, ident)
        for kind, ident in ((PERSON, actor.person_id), (INSTITUTION, actor.institution_id))
        if ident is not None
    ]


def note_locked_out(log: Log, marks: Iterable[str], *, subject: Subject, by: Actor) -> None:
    """Keep the marks in the log too, where nobody can take one away."""
    if found := sorted(marks):
        log.record("mark:locked_out", by=by, subject=subject, detail={"marks": found})


def noted_marks(*subjects: Subject) -> set[str]:
    """All marks that were ever noted of these: for whoever makes a key, also without a row."""
    rows = Entry.objects.filter(
        name="mark:locked_out", subject_kind__in={kind for kind, _ident in subjects},
        subject_id__in=[ident for _kind, ident in subjects],
    )  # fmt: skip
    return {mark for detail in rows.values_list("detail", flat=True) for mark in detail["marks"]}


def noted_subjects(stamp: str) -> set[Subject]:
    """Everything that whoever bears this mark was ever locked out of, told by the log alone."""
    rows = Entry.objects.filter(name="mark:locked_out", subject_id__isnull=False)
    found = rows.values_list("subject_kind", "subject_id", "detail").iterator()
    return {(kind, ident) for kind, ident, detail in found if ident and stamp in detail["marks"]}


def marks_for(*, people: Iterable[UUID], institutions: Iterable[UUID]) -> set[str]:
    """The marks of those whom a sender locks out."""
    return {mark(PERSON, each) for each in people} | {
        mark(INSTITUTION, each) for each in institutions
    }
