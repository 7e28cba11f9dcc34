"""What a proposal would change, line by line, in words that the second person can judge."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from spona.reference.labels import AGES, PURPOSES, SECTIONS
from spona.reference.models import Certainty, Code, Indicator, IndicatorList, LegalBasis, Proposal
from spona.reference.models.proposals import CODE, LEGAL, SIGNS
from spona.reference.words import Words

type Says = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line: what it is about, how it is, how it would be. Empty: nothing stands there."""

    label: str
    before: str
    after: str


LANGUAGES: Final[dict[str, Promise]] = {
    "sr": gettext_lazy("Words, Serbian"),
    "en": gettext_lazy("Words, English"),
    "hu": gettext_lazy("Words, Hungarian"),
    "rom": gettext_lazy("Words, Romani"),
    "sq": gettext_lazy("Words, Albanian"),
    "ar": gettext_lazy("Words, Arabic"),
    "fa": gettext_lazy("Words, Persian"),
}
_LABELS: Final[dict[str, Promise]] = {
    "sender_sector": gettext_lazy("Who tells"),
    "recipient_sector": gettext_lazy("Whom they tell"),
    "section": gettext_lazy("What is told"),
    "purpose": gettext_lazy("What for"),
    "age": gettext_lazy("About whom"),
    "article": gettext_lazy("Act and article"),
    "lawyer_confirmed": gettext_lazy("Confirmed by a lawyer"),
    "lawyer": gettext_lazy("Which lawyer"),
    "lawyer_confirmed_on": gettext_lazy("Confirmed on"),
    "source": gettext_lazy("Source"),
    "certainty": gettext_lazy("How sure"),
    "ends_on": gettext_lazy("The first day without it"),
    "version": gettext_lazy("Version"),
}


def differences(proposal: Proposal) -> list[Difference]:
    """Against the version that was looked at; for something new, all that it says."""
    if proposal.change["what"] == "end":
        return [Difference(label_of("ends_on"), "", _day(proposal.change["ends_on"]))]
    if proposal.kind == SIGNS:
        return _of_signs(proposal)
    return compare(before_of(proposal), proposal.change)


def compare(before: Says, after: Says) -> list[Difference]:
    """The lines in which two states of one thing differ; `words` and `sentence` by language."""
    lines: list[Difference] = []
    for name in ("words", "sentence"):
        if name in after:
            lines += _of_words(before.get(name, {}), after[name])
    for name in _LABELS:
        if name in after and before.get(name) != after[name]:
            lines.append(
                Difference(label_of(name), shown(name, before.get(name)), shown(name, after[name]))
            )
    return [line for line in lines if line.before != line.after]


def before_of(proposal: Proposal) -> Says:
    """What the looked-at version says; {} for something new."""
    from spona.reference.actions.legal import says_of

    if not proposal.base:
        return {}
    if proposal.kind == CODE:
        list_name, code = proposal.subject.split("/")
        row = Code.objects.filter(list=list_name, code=code, version=int(proposal.base)).first()
        return {"words": row.words, "source": row.source, "certainty": row.certainty} if row else {}
    if proposal.kind == LEGAL:
        basis = LegalBasis.objects.filter(key=proposal.subject, version=int(proposal.base)).first()
        return says_of(basis) if basis else {}
    return {}


def label_of(name: str) -> str:
    return str(_LABELS[name])


def shown(name: str, value: Any) -> str:
    """A value of a proposal as the page says it; nothing where nothing stands."""
    if value is None:
        return ""
    say = _SHOWN.get(name)
    return say(value) if say else str(value)


def sector_words(code: str, names: Mapping[str, str] | None = None) -> str:
    """The sector's words; none means every sector. For a list pass their `names`."""
    if not code:
        return _("every sector")
    return (Code.objects.labels("sector") if names is None else names).get(code, code)


def _certainty(value: str) -> str:
    return str(Certainty(value).label) if value in Certainty.values else value


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _of_words(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    languages = [*LANGUAGES, *sorted({*before, *after} - set(LANGUAGES))]
    return [
        Difference(str(LANGUAGES.get(one, one)), before.get(one, ""), after.get(one, ""))
        for one in languages
        if before.get(one, "") != after.get(one, "")
    ]


def _of_signs(proposal: Proposal) -> list[Difference]:
    change = proposal.change
    now = IndicatorList.objects.filter(sector=proposal.subject, version=proposal.base).first()
    old = {row.code: row for row in Indicator.objects.filter(list=now)} if now else {}
    new = {sign["code"]: sign for sign in change["signs"]}
    lines = [
        Difference(label_of("version"), now.version if now else "", change["version"]),
        Difference(label_of("source"), now.source if now else "", change["source"]),
        Difference(_("How many signs"), _signs(len(old)) if now else "", _signs(len(new))),
    ]
    for code, sign in new.items():
        text = str(Words(sign["words"]))
        before = str(old[code].words) if code in old else ""
        if before != text:
            lines.append(Difference(_("Sign %(code)s") % {"code": code}, before, text))
    lines += [
        Difference(_("Sign %(code)s") % {"code": code}, str(row.words), "")
        for code, row in old.items()
        if code not in new
    ]
    return lines


def _signs(n: int) -> str:
    return ngettext("%(n)s sign", "%(n)s signs", n) % {"n": n}


def _day(value: str | None) -> str:
    if not value:
        return ""
    return date_format(
        dt.date.fromisoformat(value), pgettext("date format", "j M Y"), use_l10n=False
    )


_SHOWN: Final[dict[str, Callable[[Any], str]]] = {
    "certainty": _certainty,
    "lawyer_confirmed": _yes_or_no,
    "lawyer_confirmed_on": _day,
    "purpose": lambda value: str(PURPOSES.get(value, value)),
    "section": lambda value: str(SECTIONS.get(value, value)),
    "age": lambda value: str(AGES.get(value, value)),
    "sender_sector": sector_words,
    "recipient_sector": sector_words,
}
