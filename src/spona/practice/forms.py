"""Which role, with whom; and which role of one that was called. Forms never save."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Network
from spona.forms.choices import offer_choices
from spona.practice.scenarios import Scenario
from spona.reference.forms import CreatingForm

ALONE, TOGETHER = "alone", "together"


class CallForm(CreatingForm):
    network = forms.ChoiceField(label=_("In the name of which network"))
    role = forms.ChoiceField(
        label=_("What do you play?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you play.")},
    )
    company = forms.ChoiceField(
        label=_("With whom?"),
        widget=forms.RadioSelect,
        choices=(
            (ALONE, _("Alone: invented partners play the rest, and it begins at once")),
            (TOGETHER, _("Together: colleagues of the network are told and choose a role")),
        ),
        initial=ALONE,
        error_messages={"required": _("Choose with whom.")},
    )

    def __init__(
        self, *args: Any, scenario: Scenario, networks: Sequence[Network], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "role", [(code, str(words)) for code, words in scenario.roles.items()])
        offer_choices(self, "network", [(one.slug, one.short_name) for one in networks])
        if len(networks) == 1:
            self.fields["network"].widget = forms.HiddenInput()
            self.fields["network"].initial = networks[0].slug


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Free roles"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you play."),
            "invalid_choice": _("Somebody has this role already. Choose another one."),
        },
    )

    def __init__(
        self, *args: Any, scenario: Scenario, taken: Collection[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        free = [(c, str(words)) for c, words in scenario.roles.items() if c not in taken]
        offer_choices(self, "role", free)
