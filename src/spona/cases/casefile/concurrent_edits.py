"""Two colleagues wrote in one section: what one did not touch stays as the other left it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import pgettext

from spona.cases.casefile.file_forms import SectionForm
from spona.cases.fields.facts import Fact, OwnFact, section_facts
from spona.cases.fields.form_fields import ON_PAGE, box_name
from spona.cases.fields.network_questions import NetworkQuestions

type Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Merged:
    """`data`: what the form shows now. `both`: what both of them answered otherwise, as the
    colleague did; of these the form shows one's own answer.
    """

    data: QueryDict
    both: list[Fact | OwnFact]


def merge(
    section: str, mine: QueryDict, *, read: Document, theirs: Document, questions: NetworkQuestions
) -> Merged:
    """An answer goes with its box "not known" and with the field that says more of it: mixed they
    would be nobody's answer. What was not on the page then is theirs.
    """
    before = SectionForm(section, initial=dict(read), questions=questions)
    after = SectionForm(section, initial=dict(theirs), questions=questions)
    shown = set((mine.get(ON_PAGE) or str(before.initial[ON_PAGE])).split())
    data, both = mine.copy(), set()
    for key, names in _answers(after).items():
        own = [_sent(mine.getlist(name)) for name in names]
        old, new = ([_sent(form.initial.get(name)) for name in names] for form in (before, after))
        if key in shown and own != old:
            if new not in (old, own):
                both.add(key)
            continue
        for name, values in zip(names, new, strict=True):
            data.setlist(name, values)
    data[ON_PAGE] = str(after.initial[ON_PAGE])
    return Merged(data, _told(section, after, theirs, both))


def _answers(form: SectionForm) -> dict[str, list[str]]:
    """The field that is asked → its names in the form."""
    told_with = {one.detail: one.name for one in form.asked if one.detail}
    found: dict[str, list[str]] = {}
    for one in form.asked:
        names = found.setdefault(told_with.get(one.name, one.name), [])
        names += [name for name in (one.name, box_name(one)) if name in form.fields]
    return found | {one.key: [one.key] for one in form.own}


def _sent(value: Any) -> list[str]:
    """As a browser sends it, the order and the ends of lines apart."""
    if isinstance(value, bool):
        return ["on"] if value else []
    values = value if isinstance(value, list) else [value or ""]
    texts = ("\n".join(str(one).strip().splitlines()) for one in values)
    return sorted(filter(None, texts))


def _told(
    section: str, form: SectionForm, theirs: Document, both: set[str]
) -> list[Fact | OwnFact]:
    """What they emptied is told too."""
    filled = {one.key: one for one in section_facts(section, theirs)}
    empty = pgettext("answer", "not asked")
    emptied: list[Fact | OwnFact] = [
        *(Fact(one, empty) for one in form.asked),
        *(OwnFact(one.key, str(one.words), empty) for one in form.own),
    ]
    return [filled.get(one.key, one) for one in emptied if one.key in both]
