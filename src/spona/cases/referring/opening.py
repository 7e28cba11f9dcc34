"""A file's sections, opened in memory for what is about to be sent from it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.models import Section

type Documents = dict[str, dict[str, Any]]


def opens_whole(case: Case, *, by: Actor) -> bool:
    """True where a key leads to every section, as for whoever leads the file; opens nothing."""
    return set(_visible(case, by).values_list("name", flat=True)) == set(SECTIONS)


def open_file(case: Case, *, by: Actor, keys: Keyring) -> Documents:
    """Every section by its name, with one line in the read log.

    Denied where not all of it opens: it is sent on by who leads the file, not past them.
    """
    sections = list(_visible(case, by).select_related("box"))
    opened = open_many(sections, by=by, keys=keys, purpose="page")
    documents = {one.name: opened[one.pk] for one in sections if one.pk in opened}
    if set(documents) != set(SECTIONS):
        raise Denied(_("A colleague leads this file. Ask them to send it on, or to hand it over."))
    return documents


def _visible(case: Case, by: Actor) -> QuerySet[Section]:
    return Section.objects.visible_to(by).filter(box=case.box_id, name__in=SECTIONS)
