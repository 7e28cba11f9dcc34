"""Write an article, write it anew, let it appear and take it away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Network
from spona.library.addresses import new_slug
from spona.library.checks import check_moment, check_words, written
from spona.library.markdown import pictures_named, to_text
from spona.library.models import Appearance, Article, ArticleVersion, Picture
from spona.library.permissions import check_can_edit
from spona.library.usable import check_usable
from spona.projects.models import Project
from spona.reference.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What an editor wrote; `body` is Markdown, `tags` are codes of `library_tag`."""

    title: Words
    summary: Words = field(default_factory=Words)
    body: Words = field(default_factory=Words)
    tags: tuple[str, ...] = ()
    cover: Picture | None = None


def write_article(
    kind: str,
    wording: Wording,
    *,
    network: Network | None,
    by: Actor,
    project: Project | None = None,
    example: bool = False,
) -> Article:
    """A draft with its first wording. Without network and project it is for all."""
    check_can_edit(by, [network], project)
    _check(wording, network, by=by)
    with audit.transaction() as log:
        made = Article.objects.create(
            kind=kind,
            network=network,
            project=project,
            slug=new_slug(),
            written_by_id=by.member_id,
            written_at=deadlines.now(),
            example=example,
        )
        _add(made, wording, 1, by=by)
        log.record("article:written", by=by, subject=made.subject, detail={"kind": kind})
    return made


def rewrite(
    article: Article, wording: Wording, *, after: int, by: Actor, from_number: int | None = None
) -> ArticleVersion:
    """The next wording; the public goes on seeing what it sees. `after` is the number the editor
    began from: Conflict where somebody else has written since.
    """
    check_can_edit(by, [article.network], article.project)
    standing = article.versions.filter(number=from_number or after).first()
    _check(wording, article.network, by=by, before=standing)
    with audit.transaction() as log:
        row = _locked(article)
        last = row.versions.values_list("number", flat=True).first() or 0
        if last != after:
            raise Conflict(
                _("Somebody else has changed this meanwhile: version %(n)d is there. Open it "
                  "beside this one, then save yours on top of it.") % {"n": last}
            )  # fmt: skip
        made = _add(row, wording, last + 1, by=by, from_number=from_number)
        log.record("article:changed", by=by, subject=row.subject, detail={"version": made.number})
    return made


def bring_back(article: Article, number: int, *, by: Actor) -> ArticleVersion:
    """An older wording becomes the newest one, as a draft."""
    check_can_edit(by, [article.network], article.project)
    with audit.transaction():
        row = _locked(article)
        old = row.versions.select_related("cover").filter(number=number).first()
        last = row.versions.values_list("number", flat=True).first() or 0
        if old is None or number == last:
            raise Conflict(_("This is the newest version already."))
        wording = Wording(
            title=old.title,
            summary=old.summary,
            body=old.body,
            tags=tuple(old.tags),
            cover=None if old.cover is None or old.cover.withdrawn_at else old.cover,
        )
        return rewrite(row, wording, after=last, from_number=number, by=by)


def publish(
    article: Article,
    *,
    version: int,
    by: Actor,
    at: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> Appearance:
    """From `at` (default now) the public sees this version, and nothing any more from `until`.

    What was planned for later is given up by it; until `at` the public goes on seeing what it
    sees. Denied for an end before the beginning.
    """
    check_can_edit(by, [article.network], article.project)
    starts = check_moment(at)
    if until is not None and until <= starts:
        raise Denied(_("It would end before it begins. Correct one of the two."))
    with audit.transaction() as log:
        row = _locked(article)
        shown = row.versions.filter(number=version).first()
        if shown is None:
            raise Conflict(_("There is no such version."))
        moment = deadlines.now()
        _give_up(row, moment)
        made = _decide(row, shown, max(starts, moment), moment, by=by)
        if until is not None:
            _decide(row, None, until, moment, by=by)
        log.record(
            "article:published" if made.starts_at <= moment else "article:scheduled",
            by=by,
            subject=row.subject,
            detail={"version": version, "ends": until is not None},
        )
    return made


def withdraw(article: Article, *, by: Actor) -> Appearance:
    """From now on the public does not see it, and what was planned for later is given up."""
    check_can_edit(by, [article.network], article.project)
    with audit.transaction() as log:
        row = _locked(article)
        moment = deadlines.now()
        standing = Article.objects.at(moment).get(pk=row.pk)
        ahead = row.appearances.filter(cancelled_at=None, starts_at__gt=moment)
        if standing.shown_version is None and not ahead.exists():  # type: ignore[attr-defined]
            raise Conflict(_("The public does not see it now."))
        _give_up(row, moment)
        made = _decide(row, None, moment, moment, by=by)
        log.record("article:withdrawn", by=by, subject=row.subject)
    return made


def take_back(article: Article, *, by: Actor) -> None:
    """Undo of the last `publish` or `withdraw`: everything is as it was before it."""
    check_can_edit(by, [article.network], article.project)
    with audit.transaction() as log:
        row = _locked(article)
        last = row.appearances.filter(cancelled_at=None).order_by("-decided_at").first()
        if last is None:
            raise Conflict(_("There is nothing to take back."))
        moment = deadlines.now()
        row.appearances.filter(cancelled_at=last.decided_at).update(cancelled_at=None)
        row.appearances.filter(decided_at=last.decided_at).update(cancelled_at=moment)
        log.record("article:taken_back", by=by, subject=row.subject)


def _check(
    wording: Wording, network: Network | None, *, by: Actor, before: ArticleVersion | None = None
) -> None:
    """`before`: the wording that this one follows, or that it brings back."""
    plain = Words({code: to_text(text) for code, text in wording.body.items()})
    check_words(wording.title, wording.summary, plain)
    check_usable(by, _pictures(wording), network, before=_named(before))


def _pictures(wording: Wording) -> set[UUID]:
    named = pictures_named(wording.body.values())
    return named | {wording.cover.pk} if wording.cover else named


def _named(version: ArticleVersion | None) -> set[UUID]:
    """What its text names, also what is gone meanwhile, and its cover."""
    if version is None:
        return set()
    named = pictures_named(version.body.values())
    return named | {version.cover_id} if version.cover_id else named


def _locked(article: Article) -> Article:
    rows = Article.objects.select_for_update(of=("self",)).select_related("network", "project")
    return rows.get(pk=article.pk)


def _add(
    article: Article, wording: Wording, number: int, *, by: Actor, from_number: int | None = None
) -> ArticleVersion:
    title, summary, body = map(written, (wording.title, wording.summary, wording.body))
    plain = Words({code: to_text(text) for code, text in body.items()})
    made = ArticleVersion.objects.create(
        article=article,
        number=number,
        title=title,
        summary=summary,
        body=body,
        tags=list(wording.tags),
        cover=wording.cover,
        written_by_id=by.member_id,
        written_at=deadlines.now(),
        from_number=from_number,
        search_key=" ".join(one.search_key() for one in (title, summary, plain)),
    )
    shown = list(Picture.objects.filter(pk__in=pictures_named(body.values())))
    made.pictures.set([*shown, *([wording.cover] if wording.cover else [])])
    return made


def _give_up(article: Article, moment: dt.datetime) -> None:
    """What was decided for later."""
    ahead = article.appearances.filter(cancelled_at=None, starts_at__gt=moment)
    ahead.update(cancelled_at=moment)


def _decide(
    article: Article,
    version: ArticleVersion | None,
    starts_at: dt.datetime,
    moment: dt.datetime,
    *,
    by: Actor,
) -> Appearance:
    return Appearance.objects.create(
        article=article,
        version=version,
        starts_at=starts_at,
        decided_by_id=by.member_id,
        decided_at=moment,
    )
