"""A report with a name, from somebody at work who has no account: two pages.

The questions about the person are those of the report of a member (`cases.intake`), without
those that only a case worker can answer, and with those of the sector of the chosen institution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spona.cases.fields.form_fields import Groups, with_the_rest
from spona.cases.fields.needed_sometimes import NeededSometimes
from spona.cases.intake.forms.call import CALL
from spona.cases.intake.forms.danger import DangerForm
from spona.cases.intake.forms.person import Group, PersonForm
from spona.directory.models import Institution
from spona.forms.choices import offer_choices
from spona.reference.models import IndicatorList
from spona.tipline.forms.first_message import Excluding, written_in

OTHER = "other"

# Folded up until opened: most reports go without them.
_FOLDED: Final[Groups] = (
    (_("Who the person is"),
     ("name", "age_detail", "more", "language", "phone", "address")),
    (_("Who else knows, and how certain you are"), ("who_else", "certainty")),
    (_("In your institution"), ("told", "registry_number")),
)  # fmt: skip
# The page draws these above and below them.
_UNFOLDED: Final = frozenset(
    {"age", "urgency", "asked", "own_words", "noticed", "safe", "how_to_reach", "own_phone"}
)


class FromForm(DangerForm):
    """From where it is written and to whom it goes; first whether anyone is in danger."""

    own = forms.ChoiceField(
        label=_("Where do you work?"),
        error_messages={"required": _("Choose where you work.")},
    )
    own_name = NeededSometimes(
        label=_("If it is not in the list: its name"),
        help_text=_("The recipient then looks for its number before calling back."),
        max_length=200,
    )
    recipient = forms.ChoiceField(
        label=_("To whom do you write?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose to whom it goes.")},
    )

    def __init__(
        self,
        *args: Any,
        institutions: Iterable[Institution],
        recipients: Iterable[Institution],
        call: bool = True,
        **kwargs: Any,
    ) -> None:
        """`call` False: the second page asks for the call, and judges it."""
        super().__init__(*args, **kwargs)
        own = [(str(one.pk), str(one.words)) for one in institutions]
        to = [(str(one.pk), str(one.words)) for one in recipients]
        ends = [("", _("choose …"))], [(OTHER, _("It is not in the list"))]
        offer_choices(self, "own", [*ends[0], *own, *ends[1]])
        offer_choices(self, "recipient", to)
        if not call:
            for name in CALL:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("own") == OTHER and not str(given.get("own_name") or "").strip():
            self.add_error("own_name", _("Write the name of your institution."))
        if given.get("own") and given.get("own") == given.get("recipient"):
            self.add_error("recipient", _("This is your own institution. Choose another one."))
        return given


class ReportForm(PersonForm, Excluding):
    """`signs` are ticked only where they were noticed; the others stay "not asked"."""

    asked_in = "named"

    # `language` is already the one that the person understands best.
    written_in = written_in()
    own_person = forms.CharField(
        label=_("Your name and surname"),
        help_text=_("The recipient calls your institution and asks for you."),
        max_length=120,
        error_messages={"required": _("Write your name, so that you can be called back.")},
    )
    own_role = forms.CharField(
        label=_("What do you do there?"),
        max_length=120,
        error_messages={"required": _("Write what you do there.")},
    )
    signs = forms.MultipleChoiceField(
        label=_("Signs that you noticed"),
        help_text=_("Tick what you saw or heard. One sign proves nothing and nothing is added up."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        chosen: IndicatorList,
        called: bool = False,
        number_known: bool = False,
        until: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        """`called`: the first page has the call. `number_known`: the directory has a number of
        the reporter's institution. `until`: by when each urgency is read, for its choice.
        """
        super().__init__(*args, **kwargs)
        rows = chosen.indicators.order_by("order", "code")
        self.fields["signs"].choices = [  # type: ignore[attr-defined]
            (row.code, str(row.words)) for row in rows
        ]
        if chosen.words.missing_in(get_language() or "sr"):
            self.fields["signs"].help_text = _(
                "The lists are written in Serbian. Tick what you saw or heard; nothing is added up."
            )
        urgency: Any = self.fields["urgency"]
        urgency.choices = [
            (code, until.get(code, first_message)) for code, first_message in urgency.choices
        ]
        for name in (*(CALL if called else ()), *(("own_phone",) if number_known else ())):
            del self.fields[name]

    def folded(self) -> list[Group]:
        """Groups that are folded up; one with an answer or a mistake in it is open."""
        found = []
        groups = with_the_rest(_FOLDED, self.asked_in, _UNFOLDED)
        for title, names in [*self.of_sector(), *groups]:
            fields = [self[name] for name in names]
            open_ = any(one.value() or one.errors for one in fields)
            found.append(Group(title, fields, open=open_, folds=True))
        return found

    def clean_own_person(self) -> str:
        return " ".join(str(self.cleaned_data["own_person"]).split())
