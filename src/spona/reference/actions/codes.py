"""Entries of a code list: a new one, better words for the same meaning, an end."""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.reference.actions.proposing import propose
from spona.reference.models import Certainty, Code, Proposal, verify_rows
from spona.reference.models.proposals import CODE
from spona.reference.protected_codes import is_fixed
from spona.reference.words import Words


def propose_code(
    list_name: str, *, code: str, words: dict[str, str], source: str, certainty: str, by: Actor
) -> Proposal:
    """A new entry of a list. Denied where the code was ever used, for it would change meaning."""
    if not Code.objects.filter(list=list_name).exists():
        raise Denied(_("There is no such list."))
    if Code.objects.filter(list=list_name, code=code).exists():
        raise Denied(_("This code was used before. Choose another: a code never changes meaning."))
    change = {"what": "new", **_says(words, source, certainty)}
    return propose(CODE, f"{list_name}/{code}", change=change, base="", by=by, why=source)


def propose_words(
    code: Code,
    *,
    words: dict[str, str],
    source: str,
    certainty: str,
    same_meaning: bool,
    by: Actor,
) -> Proposal:
    """Better words for the same meaning. Another meaning is another code, and this one ends."""
    verify_rows(code)
    if not same_meaning:
        raise Denied(
            _("Tick that it means the same. If it does not: end this entry and add a new one.")
        )
    says = _says(Words({**code.words, **words}), source, certainty)
    if says == _says(code.words, code.source, code.certainty):
        raise Denied(_("Nothing was changed."))
    return propose(CODE, subject_of(code), change={"what": "words", **says},
                   base=str(code.version), by=by, why=source)  # fmt: skip


def propose_end(code: Code, *, ends_on: dt.date, why: str, by: Actor) -> Proposal:
    """From `ends_on` nobody chooses it any more; whoever answered with it keeps it."""
    verify_rows(code)
    if is_fixed(code.list, code.code):
        raise Denied(_("Spona itself works with this entry. Its words may change, it cannot end."))
    if not why.strip():
        raise Denied(_("Write why the entry ends."))
    change = {"what": "end", "ends_on": ends_on.isoformat()}
    return propose(CODE, subject_of(code), change=change, base=str(code.version), by=by, why=why)


def write_code(proposal: Proposal) -> UUID:
    """Part of: confirm. The new version begins the day the old one ends."""
    today = timezone.localdate()
    list_name, code = proposal.subject.split("/")
    versions = Code.objects.select_for_update().filter(list=list_name, code=code)
    latest = versions.order_by("-version").first()
    if proposal.base != (str(latest.version) if latest else ""):
        raise Conflict(_("The entry was changed meanwhile. Look at it and propose again."))
    change = proposal.change
    if latest is None:
        last = Code.objects.filter(list=list_name).order_by("-order").first()
        order = last.order + 10 if last else 10
        return _made(Code(list=list_name, code=code, order=order, valid_from=today), change)
    if latest.valid_to is not None:
        raise Conflict(_("The entry has ended meanwhile."))
    ends_on = dt.date.fromisoformat(change["ends_on"]) if "ends_on" in change else today
    latest.valid_to = max(ends_on, today, latest.valid_from or today)
    latest.save()
    if change["what"] == "end":
        return latest.pk
    row = Code(
        list=list_name, code=code, version=latest.version + 1, order=latest.order,
        extra=latest.extra, valid_from=latest.valid_to,
    )  # fmt: skip
    return _made(row, change)


def subject_of(code: Code) -> str:
    return f"{code.list}/{code.code}"


def _made(row: Code, change: dict[str, str]) -> UUID:
    row.words = Words.of(change["words"])  # type: ignore[arg-type]
    row.source, row.certainty = change["source"], change["certainty"]
    row.search_key = row.words.search_key()
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return row.pk


def _says(words: dict[str, str], source: str, certainty: str) -> dict[str, object]:
    kept = {language: text.strip() for language, text in words.items() if text.strip()}
    return {"words": kept, "source": source.strip(), "certainty": str(Certainty(certainty))}
