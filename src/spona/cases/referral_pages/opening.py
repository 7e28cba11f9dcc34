"""A file's sections and the person's answers, opened in memory for what is sent from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.case.queries import absent_sections
from spona.cases.case.sections import SECTIONS, empty_sections
from spona.cases.consent.models import Agreement
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.models import Section

type Documents = dict[str, dict[str, Any]]


def opens_whole(case: Case, *, by: Actor) -> bool:
    """True where a key leads to every section, as for whoever leads the file; opens nothing."""
    shown = {one.name for one in _of_file(_visible(case, by).defer("sealed"))}
    return not _closed(case, shown)


def open_file(case: Case, *, by: Actor, keys: Keyring) -> Documents:
    """Every section by its name, and the sealed half of every agreement under its own, with one
    line in the read log.

    Denied where not all of it opens: it is sent on by who leads the file, not past them.
    """
    sections = _of_file(_visible(case, by).select_related("box"))
    opened = open_many(sections, by=by, keys=keys, purpose="page")
    documents = {one.name: opened[one.pk] for one in sections if one.pk in opened}
    if _closed(case, documents):
        raise Denied(_("A colleague leads this file. Ask them to send it on, or to hand it over."))
    return empty_sections() | documents


def _closed(case: Case, opened: Collection[str]) -> set[str]:
    """Sections that this file has and that are not among these."""
    lacking = set(SECTIONS) - set(opened)
    return lacking - absent_sections(case) if lacking else lacking


def _visible(case: Case, by: Actor) -> QuerySet[Section]:
    return Section.objects.visible_to(by).filter(box=case.box_id)


def _of_file(rows: Iterable[Section]) -> list[Section]:
    """Without what came beside them: decisions, the words of steps, attachments, conferences."""
    return [one for one in rows if one.name in SECTIONS or one.name.startswith(Agreement.SECTION)]
