"""What in a text looks like a person: it warns, and never changes or judges what was written.

For the half of Spona that holds no people: meetings, activities, observations, plans.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.reference.models import Code
from spona.reference.scripts import fold, latin

# Longer ones first: a personal number is no telephone number.
_PATTERNS: Final = (
    (_("an identification number"), r"(?<!\d)\d{13}(?!\d)"),
    (_("an e-mail address"), r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}"),
    (_("a plate"), r"\b[A-ZČĆŠŽĐА-Я]{2}[ -]?\d{3,5}[ -]?[A-ZČĆŠŽĐА-Я]{2}\b"),
    (_("a telephone number"), r"(?<![\d.])(?:\+|00)?\d(?:[ /.\-]?\d){7,13}(?!\d|\.\d)"),
    (_("the number of a document"), r"(?<!\d)\d{9}(?!\d)"),
)  # fmt: skip
_UPPER: Final = "A-ZČĆŠŽĐА-ЯЂЈЉЊЋЏ"
_LOWER: Final = "a-zčćšžđа-яђјљњћџ"
# Two words with capitals, also where the first begins a sentence.
_NAME: Final = re.compile(rf"(?<!\S)[{_UPPER}][{_LOWER}]{{2,40}} [{_UPPER}][{_LOWER}]{{2,40}}\b")

# Words of towns and bodies: "у Новом Саду", "Црвени крст".
_BODIES: Final = frozenset({
    "нови", "новом", "новог", "сад", "саду", "сада", "сремска", "сремској", "митровица",
    "митровици", "горњи", "доњи", "република", "републици", "србија", "србије", "србији",
    "црвени", "црвеног", "црвеном", "крст", "крста", "крсту", "завод", "завода", "дом", "дома",
    "центар", "центра", "центру", "школа", "школе", "школи", "основна", "средња", "гимназија",
    "министарство", "министарства", "канцеларија", "канцеларије", "национална", "служба",
    "службе", "градска", "градско", "веће", "управа", "суд", "суда", "тужилаштво", "полицијска",
    "инспекција", "рада", "удружење", "фондација", "европска", "унија",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telltale:
    """`found` as it stands in the text, and what it looks like."""

    found: str
    looks_like: str | Promise


def telltales(text: str) -> list[Telltale]:
    """What looks like a name, a number, a plate, an address of somebody; each once, in order.

    Names of towns, institutions and networks are none. Over-careful on purpose: who writes says
    whether it is a person.
    """
    found: dict[str, Telltale] = {}
    left = text
    for looks_like, pattern in _PATTERNS:
        for match in re.finditer(pattern, left):
            found.setdefault(match[0], Telltale(match[0], looks_like))
        left = re.sub(pattern, " ", left)
    known = _known_words()
    for match in _NAME.finditer(left):
        if not any(word in known for word in match[0].lower().split()):
            found.setdefault(match[0], Telltale(match[0], _("a name")))
    return sorted(found.values(), key=lambda one: text.find(one.found))


_A_PLACE: Final = _("where a group of people lives")
_A_GROUP: Final = _("a group of people by where they come from or what they believe")


def groups_named(text: str) -> list[Telltale]:
    """Words of the list `careful_words`: for a settlement, an origin or a belief; each once.

    An entry with dots at its end stands for all words that begin so: both languages inflect.
    """
    if not text:
        return []
    whole = f" {fold(text)} "
    words = {fold(word): word for word in re.findall(r"[^\W\d_]+", text)}
    found: dict[str, Telltale] = {}
    for code in Code.objects.of("careful_words", timezone.localdate()):
        looks_like = _A_PLACE if code.code == "settlement" else _A_GROUP
        for entry in ",".join(code.words.values()).split(","):
            key = fold(entry)
            if " " in key:
                hits = [entry.strip(" …")] if f" {key}" in whole else []
            elif entry.rstrip().endswith("…"):
                hits = [word for each, word in words.items() if each.startswith(key)]
            else:
                hits = [words[key]] if key in words else []
            for hit in hits:
                found.setdefault(hit, Telltale(hit, looks_like))
    return list(found.values())


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    return frozenset({*_BODIES, *map(latin, _BODIES)})


class CarefulForm(forms.Form):
    """A form whose `careful` fields must hold no person: what looks like one is shown, and goes
    through only after somebody says that it is none.
    """

    careful: ClassVar[tuple[str, ...]] = ()
    # Where no settlement and no origin may stand either.
    careful_of_groups: ClassVar[bool] = False

    nobody_named = forms.BooleanField(
        required=False, label=_("I have looked: nobody is named or described here")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("nobody_named"):
            for name in self.careful:
                self._warn(name, str(cleaned.get(name) or ""))
        return cleaned

    @property
    def looks_personal(self) -> bool:
        """Whether the tick has to be shown."""
        warned = (self.has_error(name, code="telltale") for name in self.careful)
        return any(warned) or bool(self.data.get("nobody_named"))

    def _warn(self, name: str, text: str) -> None:
        found = telltales(text)
        if self.careful_of_groups:
            self._warn_of_groups(name, groups_named(text))
        if found:
            said = ", ".join(f"“{one.found}” ({one.looks_like})" for one in found[:5])
            self.add_error(
                name,
                forms.ValidationError(
                    _("This looks like somebody: %(found)s. Write it so that nobody can be "
                      "recognised, or tick below that it is nobody."),
                    code="telltale", params={"found": said},
                ),
            )  # fmt: skip

    def _warn_of_groups(self, name: str, found: list[Telltale]) -> None:
        if found:
            said = ", ".join(f"“{one.found}” ({one.looks_like})" for one in found[:5])
            self.add_error(
                name,
                forms.ValidationError(
                    _("This may point at many people: %(found)s. Write what was seen, not who "
                      "lives there or where somebody comes from, or tick below that it is needed."),
                    code="telltale", params={"found": said},
                ),
            )  # fmt: skip
