"""POST into the arguments of one action: a change of a list that somebody proposes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona.access.models import new_token
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.forms.text import text_field
from spona.reference.differences import LANGUAGES, sector_words
from spona.reference.importing.signs_file import SignsFileError, read_signs_file
from spona.reference.labels import AGES, PURPOSES, SECTIONS
from spona.reference.models import Certainty, Code
from spona.reference.scripts import serbian_key
from spona.reference.words import is_cyrillic


class CreatingForm(forms.Form):
    """Carries the one-use token: sent twice, it is done once."""

    token = forms.CharField(
        min_length=43, max_length=43, widget=forms.HiddenInput, initial=new_token
    )


class SourcedForm(CreatingForm):
    """What every entry says about itself: from where it comes, and how sure that is."""

    source = text_field(
        _("Source"), length=1000, rows=2, help_text=_("Which act, list or decision, with its date.")
    )
    certainty = forms.ChoiceField(label=_("How sure"), choices=Certainty.choices)


class WordsForm(SourcedForm):
    sr = text_field(_("Words in Serbian"), help_text=_("In Cyrillic; Latin is made from it."))
    en = text_field(_("Words in English"), required=False)
    field_order = ["token", "sr", "en", "source", "certainty"]

    def clean_sr(self) -> str:
        return cyrillic(self.cleaned_data["sr"])

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("sr", "en")}


class NewCodeForm(WordsForm):
    code = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        help_text=_("Small Latin letters and underscores. It is stored with each answer."),
        error_messages={"invalid": _("Small Latin letters, digits, hyphens and underscores only.")},
    )
    field_order = ["token", "code", "sr", "en", "source", "certainty"]

    def clean_code(self) -> str:
        return short_name(self.cleaned_data["code"])


class RewordForm(WordsForm):
    """`others`: the languages besides Serbian and English in which the entry has words; in each
    they may be changed, and in none be left empty.
    """

    same_meaning = forms.BooleanField(
        label=_("It means the same as before"),
        required=False,
        help_text=_("Another meaning is another entry: end this one and add a new one."),
    )

    def __init__(self, *args: Any, others: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = [code for code in LANGUAGES if code in others]
        for code in self.others:
            self.fields[code] = text_field(LANGUAGES[code])
            self.fields[code].widget.attrs |= {"lang": code, "dir": "auto"}
        self.order_fields(["token", "sr", "en", *self.others, "same_meaning", "source"])

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        # Else it would be written down that somebody said a word which they never saw.
        if set(self.changed_data) & set(self.others) and "source" not in self.changed_data:
            self.add_error(
                "source", _("Add to the source who said the new words, and on which day.")
            )
        return asked

    @property
    def words(self) -> dict[str, str]:
        return super().words | {code: self.cleaned_data[code] for code in self.others}


class EndForm(CreatingForm):
    last_day = day_field(
        _("Last day on which it is offered"),
        _("Left empty, it ends when a second person confirms."),
        required=False,
    )
    why = text_field(_("Why it ends"), length=500, rows=2)

    @property
    def ends_on(self) -> dt.date:
        last: dt.date | None = self.cleaned_data["last_day"]
        return last + dt.timedelta(days=1) if last else timezone.localdate()


class RefuseForm(forms.Form):
    reason = text_field(_("Why not"), rows=2)


class SignsForm(WordsForm):
    version = forms.CharField(
        label=_("Name of the version"),
        max_length=40,
        help_text=_("As the official list calls itself, for example its year."),
    )
    file = forms.FileField(
        label=_("File with the signs"),
        help_text=_(
            "CSV from a spreadsheet, UTF-8, with the columns code, group_sr, group_en, sr, en, "
            "exploitation, age. The last four may be empty."
        ),
        error_messages={"required": _("Choose the file; it may have at most 1 MB.")},
    )
    field_order = ["token", "version", "sr", "en", "source", "certainty", "file"]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                asked["signs"] = read_signs_file(
                    asked["file"].read(), source=asked["source"], certainty=asked["certainty"]
                )
            except SignsFileError as error:
                self.add_error("file", error.sentences)
        return asked


class LegalForm(SourcedForm):
    sender_sector = forms.ChoiceField(label=_("Who tells"), required=False)
    recipient_sector = forms.ChoiceField(label=_("Whom they tell"), required=False)
    section = forms.ChoiceField(
        label=_("What is told"), choices=list(SECTIONS.items()), required=False
    )
    purpose = forms.ChoiceField(
        label=_("What for"),
        help_text=_("Residence and guarantees are law to read; nothing is told on their basis."),
        choices=list(PURPOSES.items()),
    )
    age = forms.ChoiceField(label=_("About whom"), choices=list(AGES.items()))
    article = text_field(
        _("Act and article"),
        required=False,
        help_text=_("Empty where nobody has read the article."),
    )
    sr = text_field(_("What the page says, in Serbian"), length=1000, rows=3)
    en = text_field(_("What the page says, in English"), length=1000, rows=3, required=False)
    lawyer_confirmed = forms.BooleanField(label=_("A lawyer has read this row"), required=False)
    lawyer = forms.CharField(label=_("Which lawyer"), max_length=200, required=False)
    lawyer_confirmed_on = day_field(_("Read on"), required=False)
    field_order = [
        "token", "sender_sector", "recipient_sector", "section", "purpose", "age", "article",
        "sr", "en", "source", "certainty", "lawyer_confirmed", "lawyer", "lawyer_confirmed_on",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sender_sector", "recipient_sector"):
            offer_choices(self, name, sector_choices())

    def clean_sr(self) -> str:
        return cyrillic(self.cleaned_data["sr"])

    def clean_lawyer_confirmed_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["lawyer_confirmed_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return day

    def says(self) -> dict[str, Any]:
        """As `actions.propose_legal_basis` takes it."""
        asked = self.cleaned_data
        on = asked["lawyer_confirmed_on"]
        names = (
            "sender_sector", "recipient_sector", "section", "purpose", "age", "article", "source",
            "certainty", "lawyer_confirmed", "lawyer",
        )  # fmt: skip
        return {name: asked[name] for name in names} | {
            "sentence": {name: asked[name] for name in ("sr", "en") if asked[name]},
            "lawyer_confirmed_on": on.isoformat() if on else None,
        }


class NewLegalForm(LegalForm):
    key = forms.SlugField(
        label=_("Short name"),
        max_length=80,
        help_text=_("Small Latin letters and hyphens; only for finding the row again."),
    )
    field_order = ["token", "key", *LegalForm.field_order[1:]]

    def clean_key(self) -> str:
        return short_name(self.cleaned_data["key"])


def short_name(text: str) -> str:
    """Folded to small letters; "new" is an address of these pages already."""
    if text.lower() == "new":
        raise forms.ValidationError(_("Choose another short name."))
    return text.lower()


def cyrillic(text: str) -> str:
    if not is_cyrillic(text):
        raise forms.ValidationError(_("Write the Serbian text in Cyrillic; Latin is made from it."))
    return text


def sector_choices(empty: str = "") -> list[tuple[str, str]]:
    """Sectors of today, in the reader's alphabet, with "every sector" first."""
    rows = [(row.code, str(row.words)) for row in Code.objects.of("sector", timezone.localdate())]
    return [("", empty or sector_words("")), *sorted(rows, key=lambda row: serbian_key(row[1]))]
