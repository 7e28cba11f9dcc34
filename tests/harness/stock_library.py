"""What an editor of Vranje wrote: of each kind one thing that is public and one draft."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from spona import deadlines
from spona.attachments.forms import Incoming
from spona.library import actions
from spona.library.actions.articles import Wording
from spona.library.actions.events import Announced
from spona.library.actions.publications import Described
from spona.reference.words import Words

if TYPE_CHECKING:
    from tests.harness.world import World

_SOUND = (b"\xff\xfb\x90\x00" + bytes(413)) * 4


def library(w: World) -> dict[str, Any]:
    return {"public": _things(w, 40, show=True), "drafted": _things(w, 90, show=False)}


def _things(w: World, shade: int, *, show: bool) -> dict[str, Any]:
    """Ids of rows, and hashes of the files behind them."""
    mirjana = w.people["mirjana"].actor
    picture = actions.add_picture(_photo(shade), network=w.vranje, alt=Words(sr="Соба"), by=mirjana)
    article = actions.write_article(
        "news", Wording(title=Words(sr="Отворена врата"), cover=picture), network=w.vranje,
        by=mirjana,
    )  # fmt: skip
    publication = actions.add_publication(
        Described(title=Words(sr="Водич")), Incoming("v.pdf", "application/pdf", _pdf(shade)),
        networks=[w.vranje], by=mirjana,
    )  # fmt: skip
    start = deadlines.now() + dt.timedelta(days=9)
    event = actions.plan_event(
        Announced(title=Words(sr="Трибина"), starts_at=start, ends_at=start + dt.timedelta(hours=1)),
        network=w.vranje, by=mirjana,
    )  # fmt: skip
    recording = actions.add_recording(
        _SOUND, page="help", language="sr", network=w.vranje, confirmed_by="Мирјана",
        confirmed_on=deadlines.today(), by=mirjana,
    )  # fmt: skip
    if show:
        actions.publish(article, version=1, by=mirjana)
        actions.show(publication, by=mirjana)
        actions.show(event, by=mirjana)
    assert publication.paper is not None
    return {
        "article_id": article.pk, "publication_id": publication.pk, "event_id": event.pk,
        "picture_id": picture.pk, "recording_id": recording.pk,
        "picture": picture.files.all()[0].sha256, "file": publication.paper.sha256,
        "sound": recording.sha256,
    }  # fmt: skip


def _photo(shade: int) -> bytes:
    from PIL import Image

    into = io.BytesIO()
    Image.new("RGB", (400, 300), (shade, shade, shade)).save(into, "PNG")
    return into.getvalue()


def _pdf(width: int) -> bytes:
    from pypdf import PdfWriter

    writer, into = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200 + width, 200)
    writer.write(into)
    return into.getvalue()
