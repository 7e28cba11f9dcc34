"""A service: one form, which fills the row and saves nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.forms.choices import offer_choices
from spona.forms.text import text_field
from spona.reference.forms import CreatingForm
from spona.services.forms.fields import (
    CYRILLIC,
    codes,
    put_words,
    real_towns,
    ticks,
    words_as_typed,
)
from spona.services.models import KINDS, Exclusion, Language, Service, Status
from spona.services.models.offers import OLDEST

_SAID = _("Leave empty what is not known.")


class ServiceForm(CreatingForm):
    copied: ClassVar[tuple[str, ...]] = (
        "kind", "status", "everywhere", "minimum_age", "maximum_age", "email", "url", "public",
        "note", "response_hours",
    )  # fmt: skip
    worded: ClassVar[tuple[str, ...]] = (
        "words", "text", "how_to_apply", "eligibility", "fees", "wait", "interpretation", "alert",
    )  # fmt: skip

    kind = forms.ChoiceField(
        label=_("What is given"), error_messages={"required": _("Choose what is given.")}
    )
    words_sr = text_field(
        _("What it is called"), length=160, help_text=CYRILLIC,
        error_messages={"required": _("Write what the service is called.")},
    )  # fmt: skip
    text_sr = text_field(
        _("In a few sentences"), length=2000, rows=3, required=False,
        help_text=_("What somebody gets there, in words that a person in trouble understands."),
    )  # fmt: skip
    status = forms.ChoiceField(
        label=_("Does it work"),
        choices=[one for one in Status.choices if one[0] != Status.DEFUNCT],
        initial=Status.ACTIVE,
    )
    everywhere = forms.BooleanField(label=_("For people of any town"), required=False)
    towns = ticks(_("For people of these towns"))
    how_to_apply_sr = text_field(
        _("How one comes to it"), length=1000, rows=2, required=False,
        help_text=_("For example: one calls, one comes without an appointment, with a referral."),
    )  # fmt: skip
    eligibility_sr = text_field(_("For whom it is"), length=1000, rows=2, required=False)
    minimum_age = forms.IntegerField(
        label=_("From which age"), min_value=0, max_value=OLDEST, required=False,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
    )  # fmt: skip
    maximum_age = forms.IntegerField(
        label=_("Up to which age"), min_value=0, max_value=OLDEST, required=False,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
    )  # fmt: skip
    exclusions = ticks(_("For whom it is not"))
    languages = ticks(_("Languages spoken there"))
    interpreted = ticks(_("Languages with an interpreter"))
    interpretation_sr = text_field(_("How one gets the interpreter"), required=False)
    fees_sr = text_field(_("What it costs"), required=False)
    wait_sr = text_field(_("How long one waits"), required=False)
    response_hours = forms.IntegerField(
        label=_("Promises an answer within so many hours"), min_value=1, max_value=2000,
        required=False, help_text=_SAID,
        widget=forms.NumberInput(attrs={"class": "is-short"}),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False)
    url = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    alert_sr = text_field(
        _("A word of warning for now"), required=False,
        help_text=_("For example: moved to the first floor until spring."),
    )  # fmt: skip
    public = forms.BooleanField(
        label=_("Anybody may know of it"), required=False, initial=True,
        help_text=_("Otherwise only members of the networks see it."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("For members only"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Never shown outside and in no file."),
    )  # fmt: skip
    words_en = text_field(_("What it is called, in English"), length=160, required=False)
    text_en = text_field(_("In a few sentences, in English"), length=2000, rows=3, required=False)
    how_to_apply_en = text_field(_("How one comes to it, in English"), rows=2, length=1000,
                            required=False)  # fmt: skip
    words_hu = text_field(_("What it is called, in Hungarian"), length=160, required=False)
    text_hu = text_field(_("In a few sentences, in Hungarian"), length=2000, rows=3, required=False)
    how_to_apply_hu = text_field(_("How one comes to it, in Hungarian"), rows=2, length=1000,
                            required=False)  # fmt: skip

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        self._service = service
        new = service._state.adding  # noqa: SLF001 — Django has no other word for it
        kwargs.setdefault("initial", self._new(service) if new else self._as_it_is(service))
        super().__init__(*args, **kwargs)
        spoken = [one.code for one in service.languages.all()] if not new else []
        shut = [one.code for one in service.exclusions.all()] if not new else []
        languages = codes("language", besides=spoken, without=("not_sure",))
        offer_choices(self, "kind", [("", _("Choose")), *codes(KINDS, besides=[service.kind])])
        offer_choices(self, "languages", languages)
        offer_choices(self, "interpreted", languages)
        offer_choices(self, "exclusions", codes("service_exclusion", besides=shut))
        towns = real_towns()
        offer_choices(self, "towns", [(str(town.pk), str(town.words)) for town in towns])

    def fill(self, service: Service) -> Service:
        """Puts what was typed into the row."""
        for name in self.copied:
            setattr(service, name, self.cleaned_data[name])
        for name in self.worded:
            setattr(service, name, put_words(self, name, getattr(service, name)))
        return service

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.endswith(("_en", "_hu"))]

    @property
    def translated(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.endswith(("_en", "_hu"))]

    @property
    def spoken(self) -> list[Language]:
        """A language that is spoken there needs no interpreter."""
        own = self.cleaned_data["languages"]
        return [Language(code=code) for code in own] + [
            Language(code=code, with_interpreter=True)
            for code in self.cleaned_data["interpreted"]
            if code not in own
        ]

    @property
    def shut(self) -> list[Exclusion]:
        """With the words that a row has already."""
        kept = {}
        if not self._service._state.adding:  # noqa: SLF001
            kept = {one.code: one.words for one in self._service.exclusions.all()}
        return [
            Exclusion(code=code, words=kept.get(code, {}))
            for code in self.cleaned_data["exclusions"]
        ]

    @staticmethod
    def _new(service: Service) -> dict[str, Any]:
        town = service.institution.town_id
        return {"public": True, "languages": ["sr"], "towns": [str(town)] if town else []}

    @classmethod
    def _as_it_is(cls, service: Service) -> dict[str, Any]:
        typed: dict[str, Any] = {name: getattr(service, name) for name in cls.copied}
        for name in cls.worded:
            typed |= words_as_typed(name, getattr(service, name))
        spoken = list(service.languages.all())
        typed["languages"] = [one.code for one in spoken if not one.with_interpreter]
        typed["interpreted"] = [one.code for one in spoken if one.with_interpreter]
        typed["exclusions"] = [one.code for one in service.exclusions.all()]
        typed["towns"] = [str(one.town_id) for one in service.towns_served.all()]
        return typed


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is no more"), max_length=200,
        error_messages={"required": _("Write why it is no more: members will ask.")},
    )  # fmt: skip
