"""A module, a question of its test, a paper of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spona.attachments.forms import AttachmentField
from spona.forms.choices import offer_choices, several_field
from spona.forms.days import day_field
from spona.reference.forms import CreatingForm
from spona.reference.words import Words, is_cyrillic
from spona.training import lists
from spona.training.actions.modules import Outline
from spona.training.models import Module, Question, Used
from spona.training.questions import MOST_OPTIONS


class HoursField(forms.DecimalField):
    """With a comma or a point, as people write it in either language."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").replace(",", ".").strip())


class ModuleForm(CreatingForm):
    title_sr = forms.CharField(
        label=_("Title in Serbian"),
        help_text=_("In Cyrillic; Latin is made from it."),
        max_length=160,
        error_messages={"required": _("Write the title in Serbian.")},
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    about = forms.CharField(
        label=_("What people can do afterwards"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    hours = HoursField(
        label=_("Hours"),
        max_digits=4,
        decimal_places=1,
        min_value=0.5,
        max_value=200,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "is-short"}),
        error_messages={
            name: _("Write how many hours it takes, for example 6 or 1,5.")
            for name in ("required", "invalid", "min_value", "max_value", "max_digits",
                         "max_decimal_places", "max_whole_digits")
        },
    )  # fmt: skip
    audience = several_field(_("For whom"), _("None ticked: for everybody."))
    topics = several_field(_("Topics"))
    covers = several_field(
        _("What it is good against"),
        _("What reports often lack. Where a sector often lacks one of these, this module is "
          "proposed to it."),
    )  # fmt: skip
    pass_percent = forms.IntegerField(
        label=_("Passed from this share of the points, in percent"),
        initial=60,
        min_value=1,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "is-short"}),
        error_messages={
            name: _("Write from how many percent the test is passed: 1 to 100.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )
    valid_months = forms.IntegerField(
        label=_("The certificate is valid for so many months"),
        initial=24,
        min_value=1,
        max_value=240,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "is-short"}),
        error_messages={
            name: _("Write for how many months the certificate is valid: 1 to 240.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )
    accreditation_body = forms.ChoiceField(
        label=_("Accredited by"),
        required=False,
        help_text=_("Leave it empty where nobody has accredited it."),
    )
    accreditation_number = forms.CharField(
        label=_("Number of the accreditation"), max_length=60, required=False
    )
    accredited_until = day_field(_("Accredited until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, of in (
            ("audience", lists.SECTOR),
            ("topics", lists.TOPIC),
            ("covers", lists.GAP),
        ):
            offer_choices(self, name, lists.choices_of(of))
        offer_choices(self, "accreditation_body", lists.choices_of(lists.BODY), gettext("nobody"))

    def clean_title_sr(self) -> str:
        title: str = self.cleaned_data["title_sr"].strip()
        if not is_cyrillic(title):
            raise ValidationError(
                gettext("Write the Serbian text in Cyrillic; Latin is made from it.")
            )
        return title

    def outline(self) -> Outline:
        given = self.cleaned_data
        title = Words(sr=given["title_sr"])
        if given["title_en"].strip():
            title["en"] = given["title_en"].strip()
        return Outline(
            title=title,
            hours=given["hours"],
            about=given["about"],
            audience=tuple(given["audience"]),
            topics=tuple(given["topics"]),
            covers=tuple(given["covers"]),
            accreditation_body=given["accreditation_body"],
            accreditation_number=given["accreditation_number"],
            accredited_until=given["accredited_until"],
            pass_percent=given["pass_percent"],
            valid_months=given["valid_months"],
        )

    @staticmethod
    def as_it_is(module: Module) -> dict[str, Any]:
        names = ("about", "audience", "topics", "covers", "pass_percent", "valid_months",
                 "accreditation_body", "accreditation_number", "accredited_until")  # fmt: skip
        titles = {f"title_{code}": module.title.get(code, "") for code in ("sr", "en")}
        titles["hours"] = f"{module.hours:.1f}".removesuffix(".0")
        return titles | {name: getattr(module, name) for name in names}


class QuestionForm(CreatingForm):
    """Six lines for options, each with a tick for "this is right"."""

    text = forms.CharField(
        label=_("Question"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the question.")},
    )
    used = forms.ChoiceField(
        label=_("When is it asked?"), choices=Used.choices, widget=forms.RadioSelect, initial="both"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, MOST_OPTIONS + 1):
            self.fields[f"option_{n}"] = forms.CharField(
                label=gettext("Option %(n)d") % {"n": n}, max_length=300, required=False
            )
            self.fields[f"right_{n}"] = forms.BooleanField(
                label=gettext("This is right"), required=False
            )

    def pairs(self) -> list[tuple[Any, Any]]:
        """Bound fields: an option and its tick."""
        return [(self[f"option_{n}"], self[f"right_{n}"]) for n in range(1, MOST_OPTIONS + 1)]

    def options(self) -> list[tuple[str, bool]]:
        """Those that were written; a tick beside an empty line is none."""
        rows = [
            (self.cleaned_data[f"option_{n}"].strip(), self.cleaned_data[f"right_{n}"])
            for n in range(1, MOST_OPTIONS + 1)
        ]
        return [(text, right) for text, right in rows if text]

    @staticmethod
    def as_it_is(question: Question) -> dict[str, Any]:
        found: dict[str, Any] = {"text": question.text, "used": question.used}
        for n, one in enumerate(question.options, start=1):
            found |= {f"option_{n}": one["text"], f"right_{n}": one["right"]}
        return found


class MaterialForm(CreatingForm):
    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("Under a title that is there already it becomes its next version."),
        max_length=120,
        error_messages={"required": _("Write what it is.")},
    )
    paper = AttachmentField(
        label=_("File"),
        help_text=_("A PDF, a picture or a DOCX, XLSX or PPTX, up to 10 MB."),
        error_messages={"required": _("Choose a file first.")},
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["paper"].error_messages["required"] = gettext(
                "This file is too large: 10 MB is the most."
            )
