"""Everything that changes a project."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments import actions as attachments
from spona.attachments.forms import Incoming
from spona.deadlines.late import end_of
from spona.directory.models import Institution, Network
from spona.projects.checks import check_part, check_project, check_rate, today
from spona.projects.models import (
    Donor,
    Due,
    Goal,
    Part,
    Partner,
    Project,
    Publication,
    Rate,
    Result,
)
from spona.projects.neutral_titles import slug_of
from spona.projects.permissions import (
    check_can_create,
    check_can_edit,
    check_can_enter_rates,
    check_can_load,
    check_can_remind,
)
from spona.projects.queries import desk_of
from spona.reference.models.validity import Certainty
from spona.tasks.actions import close_task, open_task

# The project from which the networks come: the first record, from documented facts only.

FACTS: Final = Path(__file__).resolve().parent / "data" / "source_project.json"

type Facts = Mapping[str, Any]


def load_source_project(facts: Path = FACTS, *, by: Actor) -> int:
    """Rows added: all of them the first time, none afterwards, because people edit it meanwhile.

    The directory must be loaded before; what it does not know is left out. Budget, contract,
    address and beginning are not in the facts and stay empty.
    """
    check_can_load(by)
    known: Facts = json.loads(facts.read_text(encoding="utf-8"))
    with audit.transaction() as log:
        networks = list(Network.objects.filter(slug__in=known["networks"]))
        if not networks or Project.objects.filter(slug=known["slug"]).exists():
            return 0
        project = _project(known)
        project.save(force_insert=True)
        project.networks.set(networks)
        # Each a moment later than the one before, so that they stay in the order of the facts.
        parts = list(_parts(project, known))
        for number, part in enumerate(parts):
            part.changed_at = project.changed_at + dt.timedelta(milliseconds=number)
            check_part(part)
            part.save(force_insert=True)
        log.record("project:loaded", by=by, subject=project.subject, detail={"parts": len(parts)})
    return 1 + len(parts)


def _project(known: Facts) -> Project:
    project = Project(
        **{
            name: known[name]
            for name in ("slug", "name", "words", "text", "status", "public", "sources")
        },
        ends_on=dt.date.fromisoformat(known["ends_on"]),
        ends_precision=known["ends_precision"],
        changed_at=deadlines.now(),
    )
    check_project(project)
    return project


def _parts(project: Project, known: Facts) -> Iterator[Part]:
    bodies = {row.code: row for row in Institution.objects.filter(code__in=_codes(known))}
    for row in known["donors"]:
        yield Donor(project=project, words=row["words"], **_seen(row, known))
    for row in known["partners"]:
        if row["institution"] in bodies:
            body = bodies[row["institution"]]
            yield Partner(project=project, institution=body, role=row["role"], **_seen(row, known))
    for words in known["goals"]:
        yield Goal(project=project, words=words, **_seen({}, known))
    for row in known["results"]:
        day = dt.date.fromisoformat(row["reached_on"])
        yield Result(
            project=project, words=row["words"], reached_on=day,
            reached_precision=row["reached_precision"], **_seen(row, known),
        )  # fmt: skip
    for row in known["publications"]:
        yield Publication(project=project, words=row["words"], **_seen(row, known))


def _codes(known: Facts) -> list[str]:
    return [row["institution"] for row in known["partners"]]


def _seen(row: Facts, known: Facts) -> dict[str, str]:
    return {
        "source": row.get("source", known["seen"]),
        "certainty": row.get("certainty", Certainty.CONFIRMED),
    }


# Parts of a project are written, set aside and put back; a report is marked as sent.

TASK = "project_report"


def write_part[P: Part](part: P, *, by: Actor, incoming: Incoming | None = None) -> P:
    """Keeps a new part, or what was changed in one. `incoming` is attached to it.

    Denied with a sentence where a date runs backwards, an amount is none, or it names something
    of another project.
    """
    check_can_edit(by, part.project)
    check_part(part)
    with audit.transaction() as log:
        new = part._state.adding  # noqa: SLF001 — Django has no other word for it
        if incoming is not None and isinstance(part, Result | Publication | Due):
            network = part.project.networks.order_by("slug").first()
            part.paper = attachments.put(incoming, network=network, by=by)
        _keep(part, by)
        name = "project:part_added" if new else "project:part_changed"
        log.record(name, by=by, subject=part.subject, detail=_told(part))
    return part


def take_out(part: Part, *, by: Actor) -> Part:
    """It counts no more and can be put back; twice changes nothing."""
    check_can_edit(by, part.project)
    with audit.transaction() as log:
        part = _locked(part)
        if part.withdrawn_at is None:
            part.withdrawn_at = deadlines.now()
            _keep(part, by)
            if isinstance(part, Due):
                close_task(TASK, part.subject, by=by, outcome="dropped")
            log.record("project:part_taken_out", by=by, subject=part.subject, detail=_told(part))
    return part


def put_back(part: Part, *, by: Actor) -> Part:
    """Undoes `take_out`; Conflict where something else has taken its place meanwhile."""
    check_can_edit(by, part.project)
    with audit.transaction() as log:
        part = _locked(part)
        if part.withdrawn_at is not None:
            part.withdrawn_at = None
            check_part(part)
            _keep(part, by)
            log.record("project:part_put_back", by=by, subject=part.subject, detail=_told(part))
    return part


def mark_sent(due: Due, *, on: dt.date, by: Actor, incoming: Incoming | None = None) -> Due:
    """The report went to the donor on that day; its task closes. `incoming`: the signed copy."""
    check_can_edit(by, due.project)
    with audit.transaction() as log:
        due = _locked(due)
        if due.withdrawn_at is not None:
            raise Conflict(_("This report was set aside. Put it back first."))
        if on > today():
            raise Denied(_("This day has not come yet. Write the day on which it was sent."))
        if on < due.first:
            raise Denied(_("The period of the report had not begun on that day. Correct the day."))
        due.sent_on = on
        if incoming is not None:
            network = due.project.networks.order_by("slug").first()
            due.paper = attachments.put(incoming, network=network, by=by)
        _keep(due, by)
        close_task(TASK, due.subject, by=by)
        log.record("project:report_sent", by=by, subject=due.subject, detail=_told(due))
    return due


def mark_unsent(due: Due, *, by: Actor) -> Due:
    """Undoes `mark_sent`: the report is due again."""
    check_can_edit(by, due.project)
    with audit.transaction() as log:
        due = _locked(due)
        if due.sent_on is not None:
            due.sent_on = None
            _keep(due, by)
            log.record("project:report_unsent", by=by, subject=due.subject, detail=_told(due))
    return due


def _locked[P: Part](part: P) -> P:
    """As it stands now, whoever else has it open."""
    Project.objects.select_for_update().get(pk=part.project_id)
    found: P = type(part)._base_manager.select_related("project").get(pk=part.pk)  # noqa: SLF001
    return found


def _keep(part: Part, by: Actor) -> None:
    part.changed_at, part.changed_by_id = deadlines.now(), by.member_id
    part.save()


def _told(part: Part) -> dict[str, object]:
    return {"project": part.project.slug}


# A project comes into being, and changes.


def create_project(project: Project, *, networks: Collection[Network], by: Actor) -> Project:
    """Keeps a project that was only filled in; its address comes from the short name."""
    check_can_create(by, networks)
    check_project(project)
    with audit.transaction() as log:
        project.slug = _free_slug(project)
        project.changed_at, project.changed_by_id = deadlines.now(), by.member_id
        project.save(force_insert=True)
        project.networks.set(networks)
        log.record(
            "project:created", by=by, subject=project.subject, detail=_projects_told(project)
        )
    return project


def edit_project(project: Project, *, networks: Collection[Network] | None, by: Actor) -> Project:
    """Keeps what was changed in it. `networks` None: they stay.

    A network in which the actor does not sit is neither added nor taken away.
    """
    check_can_edit(by, project)
    check_project(project)
    with audit.transaction() as log:
        project.changed_at, project.changed_by_id = deadlines.now(), by.member_id
        project.save()
        if networks is not None:
            _set_networks(project, networks, by)
        log.record("project:edited", by=by, subject=project.subject, detail=_projects_told(project))
    return project


def _set_networks(project: Project, networks: Collection[Network], by: Actor) -> None:
    before = set(project.networks.all())
    others = {one for one in before if one.pk not in by.networks}
    kept = others | {one for one in networks if one.pk in by.networks}
    if not kept & (before | set(networks)):
        raise Denied(_("A project belongs to at least one network."))
    project.networks.set(kept)


def _free_slug(project: Project) -> str:
    first = slug_of(project.name.get("sr", ""))
    if not first:
        raise Denied(_("Write a short name with letters in it."))
    slug, number = first, 2
    while Project.objects.filter(slug=slug).exists():
        slug, number = f"{first}-{number}", number + 1
    return slug


def _projects_told(project: Project) -> dict[str, object]:
    return {
        "networks": project.networks.count(),
        "status": str(project.status),
        "public": project.public,
    }


# Dated rates: entered with their source, withdrawn where one was wrong.


def enter_rate(rate: Rate, *, by: Actor) -> Rate:
    """Keeps it; Conflict where that day has one for the currency: withdraw that one first."""
    check_can_enter_rates(by)
    check_rate(rate)
    with audit.transaction() as log:
        standing = Rate.objects.standing().filter(currency=rate.currency, day=rate.day)
        if standing.exists():
            raise Conflict(_("That day has a rate already. Withdraw it first, if it is wrong."))
        rate.entered_at, rate.entered_by_id = deadlines.now(), by.member_id
        rate.save(force_insert=True)
        log.record("rate:entered", by=by, subject=("rate", rate.pk), detail=_rates_told(rate))
    return rate


def withdraw_rate(rate: Rate, *, by: Actor) -> Rate:
    """It converts nothing any more; sums that rest on it say again what is missing."""
    check_can_enter_rates(by)
    with audit.transaction() as log:
        rate = Rate.objects.select_for_update().get(pk=rate.pk)
        if rate.withdrawn_at is None:
            rate.withdrawn_at = deadlines.now()
            rate.save(update_fields=["withdrawn_at"])
            log.record("rate:withdrawn", by=by, subject=("rate", rate.pk), detail=_rates_told(rate))
    return rate


def _rates_told(rate: Rate) -> dict[str, object]:
    return {"currency": rate.currency, "day": rate.day.isoformat()}


# Before a report is due, the desk of the network gets a task.

# So long before a report is due its task opens.
AHEAD: Final = dt.timedelta(days=30)


def remind(day: dt.date, *, by: Actor) -> int:
    """Opens the task of each report that is due within 30 days; again opens nothing new.

    Returns how many are due and not sent.
    """
    check_can_remind(by)
    with audit.transaction():
        rows = Due.objects.standing().filter(sent_on=None, due_on__lte=day + AHEAD)
        found = list(rows.select_related("project"))
        for due in found:
            network = desk_of(due.project)
            if network is not None:
                open_task(
                    TASK, due.subject, institution=None, network=network, by=by,
                    due_at=end_of(due.due_on, network),
                )  # fmt: skip
    return len(found)
