"""Meetings, referrals and seats as rows, with their days in the past."""

from __future__ import annotations

import csv
import io
import re
import uuid
from html import unescape

from django.utils import timezone

from spona.deadlines import in_days, now
from spona.meetings.models import Attendance, Decision, Form, Meeting, Presence
from spona.reference.reference_codes import new_reference
from spona.tasks.models import Task


def meeting(world, there, *, absent=(), days=10, by=None, **more):
    """A meeting of Vranje that was held so many days ago."""
    at = now() + in_days(-days)
    by = by or world.kosta.member
    made = Meeting.objects.create(
        reference=new_reference("M"),
        form=more.pop("form", Form.TABLE),
        network=more.pop("network", world.vranje),
        institution=by.institution,
        called_by=by,
        called_at=at,
        announced_at=at,
        starts_at=at,
        held_at=more.pop("held_at", at),
        **more,
    )
    for presence, bodies in ((Presence.PRESENT, there), (Presence.ABSENT, absent)):
        for one in bodies:
            Attendance.objects.create(
                meeting=made, institution=one, presence=presence, recorded_at=at
            )
    return made


def decision(made, number, *, done):
    at = made.starts_at
    task = Task.objects.create(
        kind="decision", subject_kind="decision", subject_id=uuid.uuid4(),
        institution=made.institution, network=made.network, created_at=at,
        done_at=at if done else None, outcome="done" if done else "",
    )  # fmt: skip
    return Decision.objects.create(
        meeting=made, number=number, institution=made.institution, due_on=timezone.localdate(at),
        decided_at=at, task=task,
    )  # fmt: skip


def file_of(answer):
    """The rows of a CSV, the first one its head."""
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def table_of(html, ident):
    """The cells of the table inside the section of that name, as they are read; no head."""
    found = re.search(
        rf'<section class="sheet" aria-labelledby="{ident}">.*?</section>', html, re.DOTALL
    )
    body = re.search(r"<table.*?<tbody>(.*?)</tbody>", found[0], re.DOTALL)[1]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    return [
        [words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows
    ]


def words(markup):
    """The text of a piece of a page; a sign counts as what it says."""
    said = re.sub(r'<svg[^>]*aria-label="([^"]*)"[^>]*>.*?</svg>', r"\1", markup, flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", said).split()))
