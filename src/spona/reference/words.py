"""Words that people edit: one JSON value, a text per language, Serbian in Cyrillic only."""

from typing import TYPE_CHECKING, Any, Final, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Expression
from django.db.models.fields.json import KeyTransform
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spona.reference.scripts import fold, latin
from spona.ui.languages import codes

LANGUAGES: Final = frozenset(codes("texts"))


class Words(dict[str, str]):
    """`{"sr": "Ниш", "en": "Niš", "hu": …}`; Latin (`sr-latn`) is derived, never stored."""

    def in_language(self, language: str) -> str:
        """The text for a reader of `language` ('sr', 'sr-latn', 'en', 'hu' …).

        Where it is missing, another language is given; `missing_in` and `shown_in` say so.
        """
        shown = self.shown_in(language)
        text = self.get(shown.partition("-")[0], "")
        return latin(text) if shown == "sr-latn" else text

    def shown_in(self, language: str) -> str:
        """The language the reader really gets: for the `lang` attribute beside a fallback."""
        language = language.lower()
        own = language.partition("-")[0]
        if self.get(own):
            return "sr-latn" if language == "sr-latn" else own
        # Who reads no Serbian is still better served by Latin letters than by Cyrillic.
        rest = [other for other in ("sr", "en") if self.get(other)] or [k for k in self if self[k]]
        first = rest[0] if rest else own
        return "sr-latn" if first == "sr" else first

    def missing_in(self, language: str) -> bool:
        """True where `in_language` has to fall back to another language."""
        return not self.get(language.lower().partition("-")[0])

    def search_key(self) -> str:
        """Every language of the words, folded: one column to search in (see `scripts.fold`)."""
        return " ".join(dict.fromkeys(fold(text) for text in self.values() if text))

    def __str__(self) -> str:
        return self.in_language(get_language() or "sr")

    @classmethod
    def of(cls, value: "dict[str, str]") -> Self:
        """The value as Words. TypeError unless it maps language codes to texts."""
        if not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
            raise TypeError(f"words are a text per language, not {value!r}")
        return cls(value)


class _WordsAttribute(DeferredAttribute):
    """Assigning a plain dict gives Words at once, not only after a reload."""

    def __set__(self, instance: models.Model, value: object) -> None:
        if isinstance(value, dict) and not isinstance(value, Words):
            value = Words.of(value)
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    # Only the type stubs know that a JSON column has a type of its own.
    _JSONField = models.JSONField[Words | dict[str, str] | Expression, Words]
else:
    _JSONField = models.JSONField


class WordsField(_JSONField):
    """A column of `Words`."""

    descriptor_class = _WordsAttribute

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        loaded = super().from_db_value(value, expression, connection)
        whole = isinstance(loaded, dict) and not isinstance(expression, KeyTransform)
        return Words(loaded) if whole else loaded

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        unknown = sorted(set(value) - LANGUAGES)
        if unknown:
            raise ValidationError(
                _("Unknown language: %(codes)s"), params={"codes": ", ".join(unknown)}
            )
        if not is_cyrillic(value.get("sr", "")):
            raise ValidationError(_("Write the Serbian text in Cyrillic; Latin is made from it."))


def is_cyrillic(text: str) -> bool:
    """False when a text has letters and none of them is Serbian Cyrillic (so Latin was typed)."""
    return latin(text) != text or not any(letter.isalpha() for letter in text)
