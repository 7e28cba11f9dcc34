"""What is typed when something is sent on. Each mistake is a sentence beside its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona.cases.consent.words import HOW, WHO
from spona.cases.fields.codes import URGENCY, YES_NO, choices
from spona.cases.referral_pages.parts import PARTS
from spona.cases.referral_pages.unlisted_body import ANOTHER, meant
from spona.cases.referrals.actions.forward import NOT_OURS
from spona.cases.referrals.actions.no_place import NO_PLACE
from spona.cases.referrals.moves import Kind
from spona.directory.institution_names import full_name
from spona.directory.models import ELSEWHERE
from spona.forms.choices import offer_choices
from spona.forms.days import day_field
from spona.reference.models import Code


def stay_field() -> forms.ChoiceField:
    """Who gives the person shelter; its choices are offered by the form that has it."""
    return forms.ChoiceField(
        label=_("With which provider does the person stay?"),
        help_text=_("Only the name of the provider goes along, never an address."),
        required=False,
    )


# The fields for a body that stands in no list: its name, town, kind, and a number to call.


class ElsewhereForm(forms.Form):
    """Beside a choice `institution`, of which `elsewhere` is the last answer."""

    body_name = forms.CharField(
        label=_("Full name of the body"),
        help_text=_("As it stands on its stamp. It is sealed with what you send."),
        max_length=200,
        required=False,
    )
    body_town = forms.CharField(label=_("Town or village"), max_length=80, required=False)
    body_sector = forms.ChoiceField(
        label=_("What kind of body is it?"),
        help_text=_("The deadline and the legal basis depend on it."),
        required=False,
    )
    body_phone = forms.CharField(
        label=_("Its phone"),
        help_text=_("Only if somebody has called it. Nothing is sent to this number."),
        max_length=40,
        required=False,
    )
    body_is = forms.ChoiceField(
        label=_("The directory has something like it. Is it one of these?"),
        widget=forms.RadioSelect,
        required=False,
    )

    def offer_elsewhere(self, data: Any) -> None:
        """`data`: what was typed until now, by which doubles of the directory are found."""
        rows = sorted(Code.objects.of("sector", timezone.localdate()), key=lambda row: row.order)
        kinds = [(row.code, str(row.words)) for row in rows]
        if "body_sector" in self.fields:
            offer_choices(self, "body_sector", kinds, _("choose …"))
        found = meant(data or {}).alike
        if not found:
            del self.fields["body_is"]
            return
        offered = [(str(one.pk), full_name(one)) for one in found]
        none = (ANOTHER, _("No, it is another body"))
        offer_choices(self, "body_is", [*offered, none])

    def without_elsewhere(self) -> None:
        for name in ("body_name", "body_town", "body_sector", "body_phone", "body_is"):
            self.fields.pop(name, None)

    def check_elsewhere(self, cleaned: dict[str, Any], *, kind: bool = True) -> None:
        """What is missing of a typed body, each beside its field."""
        if cleaned.get("institution") != ELSEWHERE:
            return
        if not cleaned.get("body_name"):
            self.add_error("body_name", _("Write the full name of the body."))
        if not cleaned.get("body_town"):
            self.add_error(
                "body_town", _("Write the town. Bodies in two towns may have the same name.")
            )
        if kind and not cleaned.get("body_sector") and "body_sector" not in self.errors:
            self.add_error("body_sector", _("Choose what kind of body it is."))
        if "body_is" in self.fields and not cleaned.get("body_is") and "body_is" not in self.errors:
            self.add_error("body_is", _("Choose the one you mean, or say that it is another body."))


# Fields and the choice of a recipient that several forms share.

type Choices = Sequence[tuple[str, Any]]

ROWS: Final = {"rows": 3}
CHOOSE: Final = _("Choose to whom you send it.")
NOT_LISTED: Final = _("A body of any town that is not in these lists: I type its name and town")


def message_field(label: Any, *, required: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs=ROWS),
        max_length=2000,
        required=bool(required),
        error_messages={"required": required} if required else None,
    )


class TownForm(forms.Form):
    """The town first, then an institution of its network: one list of a hundred towns would be no
    list. Empty only where nobody could know which: then there are no institutions either.
    """

    network = forms.ChoiceField(
        label=_("In which town"),
        help_text=_("Your own stands first. After choosing another one, show its institutions."),
        required=False,
    )

    def offer_towns(self, networks: Choices) -> None:
        offer_choices(self, "network", networks, _("choose the town …"))


class RecipientForm(TownForm, ElsewhereForm):
    """Town first, then an institution there: (id, words). `elsewhere`: any other body too, typed
    by name and town.
    """

    institution = forms.ChoiceField(
        label=_("To which institution"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(
        self,
        *args: Any,
        networks: Choices,
        recipients: Choices,
        elsewhere: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_towns(networks)
        offered = list(recipients)
        if elsewhere:
            offered.append((ELSEWHERE, NOT_LISTED))
            self.offer_elsewhere(self.data or self.initial)
        else:
            self.without_elsewhere()
        offer_choices(self, "institution", offered)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_elsewhere(cleaned)
        return cleaned


# What the person has agreed to, and what not.


class AgreementForm(TownForm, ElsewhereForm):
    """What the person said yes and no to. `recipients` of the town that is chosen: (id, words)."""

    recipient = forms.ChoiceField(
        label=_("For which institution"),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    parts = forms.MultipleChoiceField(
        label=_("The person agrees: this may go"),
        choices=choices(PARTS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    refused = forms.MultipleChoiceField(
        label=_("The person does not agree: this may not go"),
        help_text=_("A no stands on top of every referral, until the person says yes."),
        choices=choices(PARTS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    purpose = message_field(
        _("What for"),
        required=_("Write what it is for. The person agrees to a purpose, not to a form."),
    )
    starts_on = day_field(_("From"))
    ends_on = day_field(
        _("To, the last day"),
        required=False,
        help_text=_("Of a yes. Empty: until the person withdraws it."),
    )
    how = forms.ChoiceField(
        label=_("How the answer was given"),
        choices=choices(HOW),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the answer was given.")},
    )
    who = forms.ChoiceField(
        label=_("Who answered"),
        choices=choices(WHO),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who answered.")},
    )
    guardian = forms.CharField(
        label=_("Name of the guardian"),
        help_text=_("Only where a guardian agrees."),
        max_length=200,
        required=False,
    )
    conflict = forms.ChoiceField(
        label=_("May the guardian's interests and the child's collide?"),
        help_text=_("Asked before a guardian sees or agrees to anything. “Not sure” is an answer."),
        choices=choices(YES_NO),
        widget=forms.RadioSelect,
        required=False,
    )
    language = forms.CharField(label=_("In which language"), max_length=80, required=False)
    interpreter = forms.CharField(label=_("Interpreter"), max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        networks: Choices,
        recipients: Choices,
        elsewhere: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_towns(networks)
        offered = [("", _("Choose")), *recipients]
        # Who it is for is known by name and town; its kind belongs to what is sent.
        for name in ("body_sector", "body_phone"):
            del self.fields[name]
        if elsewhere:
            offered.append((ELSEWHERE, NOT_LISTED))
            self.offer_elsewhere(_as_typed(self.data or self.initial))
        else:
            self.without_elsewhere()
        offer_choices(self, "recipient", offered)
        self.order_fields(["network", "recipient", "body_name", "body_town", "body_is"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_elsewhere(_as_typed(cleaned), kind=False)
        agreed, refused = set(cleaned.get("parts") or ()), set(cleaned.get("refused") or ())
        if not agreed | refused:
            self.add_error(
                "parts", _("Tick what the person agreed to, or what they did not agree to.")
            )
        if agreed & refused:
            self.add_error("refused", _("The same part cannot be both. Tick it once."))
        return cleaned


def _as_typed(values: Any) -> dict[str, Any]:
    """As the fields of a typed body are read beside the choice of a recipient."""
    names = ("body_name", "body_town", "body_is")
    return {name: values.get(name) for name in names} | {"institution": values.get("recipient")}


# What the two sides say of something that is on its way.


class ForwardForm(RecipientForm):
    """Not ours: for whom it is, and why."""

    reason = forms.ChoiceField(
        label=_("Why is it not yours?"),
        choices=choices(NOT_OURS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is not yours.")},
    )
    message = message_field(_("A word to the sender"))
    field_order = ("reason", "network", "institution", "message")


class OpenToForwardForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is it not yours?"),
        choices=choices(NOT_OURS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is not yours.")},
    )


class NoPlaceForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is there no place?"),
        help_text=_("Only of the service. What is about the person stands in the sentence."),
        choices=choices(NO_PLACE),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why there is no place.")},
    )
    message = message_field(
        _("One sentence to the sender"),
        required=_("Write one sentence: the sender has to look for another place."),
    )


class WithdrawForm(forms.Form):
    why = forms.ChoiceField(
        label=_("What has happened?"),
        choices=[
            ("ours", _("We take it back")),
            ("person", _("The person does not agree any more")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what has happened.")},
    )
    message = message_field(_("A word to the recipient"))

    def __init__(self, *args: Any, reasons: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["why"]
        field.choices = [one for one in field.choices if one[0] in reasons]  # type: ignore[attr-defined]


class MessageForm(forms.Form):
    message = message_field(_("A word to the recipient"))


class RefusalForm(forms.Form):
    message = message_field(
        _("What has to change?"), required=_("Write what has to change, for your colleague.")
    )


class ConfirmForm(forms.Form):
    """`grounds`: agreements and articles for the next recipient, as (code:id, words)."""

    ground = forms.ChoiceField(
        label=_("On what does it rest for this institution?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose on what it rests.")},
    )

    def __init__(self, *args: Any, grounds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "ground", grounds)


# What goes out of a file, to whom and on what ground.


class ReferForm(RecipientForm):
    """From a file. `seconds`: whom one may name as the second; `providers`: who knows the place."""

    asked = message_field(_("What do you ask?"), required=_("Write what you ask of the recipient."))
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=choices(URGENCY),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how urgent it is.")},
    )
    reached = forms.CharField(
        label=_("Whom did you reach by phone?"),
        help_text=_("Needed when it is immediate: nobody watches a queue at night."),
        max_length=200,
        required=False,
    )
    parts = forms.MultipleChoiceField(
        label=_("What you send"),
        choices=choices(PARTS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    stay = stay_field()
    ground = forms.ChoiceField(
        label=_("On what does it rest?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose on what it rests.")},
    )
    reason = message_field(_("Why does it go without the person's agreement?"))
    second = forms.ChoiceField(
        label=_("A second institution, if the first one cannot"),
        help_text=_("For what is urgent. It gets nothing until the first one says no."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        grounds: Choices,
        seconds: Choices,
        providers: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "ground", grounds)
        nobody = [("", _("nobody"))]
        offer_choices(self, "second", [*nobody, *seconds])
        offer_choices(self, "stay", providers, _("not said"))
        if kind == Kind.TRANSFER:
            for name in ("parts", "stay", "second"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("urgency") == "immediate" and not cleaned.get("reached"):
            self.add_error("reached", _("Call first, and write down whom you reached."))
        if "parts" in self.fields and not cleaned.get("parts") and "parts" not in self.errors:
            self.add_error("parts", _("Tick what goes along. Without a part there is nothing."))
        if "stay" in (cleaned.get("parts") or ()) and not cleaned.get("stay"):
            self.add_error("stay", _("Choose the provider, or untick the place of stay."))
        by_law = str(cleaned.get("ground", "")).startswith("law:")
        if by_law and not cleaned.get("reason", "").strip():
            self.add_error(
                "reason",
                _(
                    "Write why it goes without the person's agreement. It stays at your "
                    "institution."
                ),
            )
        return cleaned


class AskForm(RecipientForm):
    """A second opinion without identity."""

    code_name = forms.CharField(
        label=_("A word that stands for the person"),
        help_text=_("Invented, and of no one you know: a tree, a river."),
        max_length=40,
        error_messages={"required": _("Invent a word that stands for the person.")},
    )
    told = message_field(
        _("What they need to know"), required=_("Write what the other institution needs to know.")
    )
    asked = message_field(_("What do you ask?"), required=_("Write what you ask of the recipient."))
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=choices(URGENCY),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how urgent it is.")},
    )
    anyway = forms.BooleanField(
        label=_("I have looked: these words tell nobody who it is."), required=False
    )
