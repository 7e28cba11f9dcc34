"""A publication: its card, its file, and the words of the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.directory.models import Network
from spona.library import pdf
from spona.library.actions.visibility import locked
from spona.library.addresses import new_slug
from spona.library.checks import check_words, written
from spona.library.models import Picture, Publication, PublicationPage
from spona.library.permissions import check_can_edit, check_can_edit_thing, check_can_read_files
from spona.library.usable import check_usable
from spona.projects.models import Project
from spona.reference.scripts import fold
from spona.reference.words import Words

_PDF = "application/pdf"
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What an editor says about it; languages, licence and tags are codes of `reference`."""

    title: Words
    text: Words = field(default_factory=Words)
    authors: str = ""
    year: int | None = None
    languages: tuple[str, ...] = ()
    licence: str = ""
    tags: tuple[str, ...] = ()
    cover: Picture | None = None


def add_publication(
    told: Described,
    incoming: Incoming | None,
    *,
    networks: Sequence[Network],
    by: Actor,
    project: Project | None = None,
    example: bool = False,
) -> Publication:
    """A draft, with its file where there is one already. Without networks and project it is for
    all. Denied for a file that is no PDF or cannot be opened.
    """
    check_can_edit(by, networks, project)
    _check(told, networks, by=by)
    pages = _pages(incoming) if incoming else None
    now = deadlines.now()
    with audit.transaction() as log:
        made = Publication(
            slug=new_slug(), project=project, written_by_id=by.member_id, written_at=now,
            example=example, pages=pages,
        )  # fmt: skip
        _fill(made, told)
        if incoming is not None:
            made.paper = put(incoming, network=networks[0] if networks else None, by=by)
        made.save()
        made.networks.set(networks)
        log.record("publication:added", by=by, subject=made.subject)
    return made


def change_publication(publication: Publication, told: Described, *, by: Actor) -> Publication:
    check_can_edit_thing(by, publication)
    before = {publication.cover_id} if publication.cover_id else set()
    _check(told, list(publication.networks.all()), by=by, before=before)
    with audit.transaction() as log:
        row = locked(publication)
        _fill(row, told)
        row.save()
        log.record("publication:changed", by=by, subject=row.subject)
    return row


def replace_file(publication: Publication, incoming: Incoming, *, by: Actor) -> Publication:
    """Another file in place of the one that is there; its words are read anew."""
    check_can_edit_thing(by, publication)
    pages = _pages(incoming)
    with audit.transaction() as log:
        row = locked(publication)
        network = row.networks.order_by("slug").first()
        row.paper = put(incoming, network=network, by=by)
        row.pages, row.read, row.changed_at = pages, Publication.Read.WAITS, deadlines.now()
        row.save()
        row.texts.all().delete()
        log.record("publication:file_replaced", by=by, subject=row.subject)
    return row


def read_words(publication: Publication, *, by: Actor) -> Publication:
    """The words of its file, page by page, for the search. Twice is once; a file that was replaced
    meanwhile waits for the next time.
    """
    check_can_read_files(by)
    paper = publication.paper
    if paper is None:
        return publication
    found = pdf.words_of(bytes(paper.bytes.content))
    texts = [" ".join(text.replace("\x00", "").split()) for text in found.texts]
    with audit.transaction() as log:
        row = locked(publication)
        if row.paper_id != paper.pk or row.read != Publication.Read.WAITS:
            return row
        row.texts.all().delete()
        PublicationPage.objects.bulk_create(
            PublicationPage(publication=row, number=number, text=text, folded=fold(text))
            for number, text in enumerate(texts, start=1)
            if text
        )
        some = Publication.Read.WHOLE if found.whole else Publication.Read.PART
        row.read = some if any(texts) else Publication.Read.NOTHING
        row.save()
        log.record(
            "publication:words_read", by=by, subject=row.subject, detail={"pages": len(texts)}
        )
    return row


def _check(
    told: Described, networks: Sequence[Network], *, by: Actor, before: Collection[UUID] = ()
) -> None:
    check_words(told.title, told.text)
    if told.year is not None and told.year not in _YEARS:
        raise Denied(_("Check the year of the publication."))
    if told.cover is not None:
        check_usable(by, {told.cover.pk}, networks[0] if networks else None, before=before)


def _pages(incoming: Incoming) -> int:
    """How many the file has."""
    if incoming.content_type != _PDF:
        raise Denied(_("This is no PDF. Choose a PDF."))
    found = pdf.look_at(incoming.content)
    if found.state == "encrypted":
        raise Denied(_("This PDF is locked with a password. Save it without one."))
    if found.state != "ok":
        raise Denied(_("This PDF cannot be opened. Save it anew from the program it comes from."))
    return found.pages


def _fill(row: Publication, told: Described) -> None:
    row.title, row.text = written(told.title), written(told.text)
    row.authors, row.year = told.authors.strip(), told.year
    row.languages, row.licence, row.tags = list(told.languages), told.licence, list(told.tags)
    row.cover = told.cover
    row.changed_at = deadlines.now()
