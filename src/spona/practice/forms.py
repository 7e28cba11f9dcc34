"""Which role, with whom; and which role of one that was called. Forms never save."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.access.models import new_token
from spona.directory.models import Network
from spona.practice.scenarios import Scenario

ALONE, TOGETHER = "alone", "together"


class CallForm(forms.Form):
    """Carries the one-use token: sent twice, it is called once."""

    token = forms.CharField(
        min_length=43, max_length=43, widget=forms.HiddenInput, initial=new_token
    )
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
        _choices(self, "role", [(code, str(words)) for code, words in scenario.roles.items()])
        _choices(self, "network", [(one.slug, one.short_name) for one in networks])
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
        _choices(self, "role", free)


def _choices(form: forms.Form, name: str, rows: list[tuple[str, str]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = rows
