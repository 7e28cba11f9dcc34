"""Say who stands for the few words of a language, and take that back."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.library.checks import check_confirmed
from spona.library.models import TranslationConfirmed
from spona.library.permissions import check_can_edit
from spona.library.phrases import digest_of_all, phrases_of_all
from spona.reference.models import Code


def confirm_phrases(
    language: str, *, read: str, confirmed_by: str, confirmed_on: dt.date, by: Actor
) -> None:
    """`confirmed_by` understands the language and says that its phrases are right, each as it is.

    `read`: `digest_of_all` of the phrases that were read. Conflict where one has changed since,
    or where somebody stands for all of them already.
    """
    check_can_edit(by, [])
    with audit.transaction() as log:
        _one_at_a_time()
        rows = TranslationConfirmed.objects.filter(language=language, withdrawn_at=None)
        phrases = phrases_of_all().get(language, [])
        if not phrases or digest_of_all(phrases) != read:
            raise Conflict(_("The words have changed meanwhile. Read them once more."))
        check_confirmed(confirmed_by, confirmed_on)
        new = [one for one in phrases if not one.confirmed]
        if not new:
            raise Conflict(_("This translation has been confirmed already."))
        # Of words that were changed since, nobody stands any more.
        _withdraw(log, list(rows.filter(key__in=[one.key for one in new])), by=by)
        now = deadlines.now()
        for one in new:
            made = TranslationConfirmed.objects.create(
                key=one.key,
                language=language,
                digest=one.digest,
                confirmed_by=confirmed_by.strip(),
                confirmed_on=confirmed_on,
                written_by_id=by.member_id,
                written_at=now,
            )
            log.record(
                "translation:confirmed", by=by, subject=made.subject, detail={"language": language}
            )


def take_back_phrases(language: str, *, by: Actor) -> None:
    """Nobody stands for them any more: the public reads beside them that they are not confirmed."""
    check_can_edit(by, [])
    with audit.transaction() as log:
        _one_at_a_time()
        rows = TranslationConfirmed.objects.all()
        standing = list(rows.filter(language=language, withdrawn_at=None))
        if not standing:
            raise Conflict(_("Nobody stands for these words."))
        _withdraw(log, standing, by=by)


def _one_at_a_time() -> None:
    """Two who press at once meet at the words themselves: at first no confirmation is there."""
    list(Code.objects.filter(list="phrase").select_for_update())


def _withdraw(log: audit.Log, standing: list[TranslationConfirmed], *, by: Actor) -> None:
    """Who stood for them is not kept: interpreters without an account among them."""
    for row in standing:
        row.withdrawn_at, row.confirmed_by = deadlines.now(), ""
        row.save(update_fields=["withdrawn_at", "confirmed_by"])
        log.record(
            "translation:withdrawn", by=by, subject=row.subject, detail={"language": row.language}
        )
