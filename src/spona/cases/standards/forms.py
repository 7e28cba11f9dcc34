"""A table that comes in, and in which form rows go out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.deadlines.time import today
from spona.directory.models import Network
from spona.forms.choices import offer_choices
from spona.statistics.models import StandardProfile
from spona.statistics.record import FIRST_YEAR

HTCDS: Final = ""


class _NetworkField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.short_name)


class TableForm(forms.Form):
    """Cleans to `content`, `year` (0 where the rows name theirs) and `network`."""

    file = forms.FileField(
        label=_("Table by HTCDS 2.0 (CSV or XLSX)"),
        max_length=120,
        error_messages={
            "required": _("Choose the file."),
            "empty": _("This file is empty. Choose another one."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xlsm"}),
    )
    year = forms.ChoiceField(
        label=_("Year of rows that name none"),
        help_text=_("The year in which the person was first reported."),
        required=False,
    )
    network = _NetworkField(
        label=_("Network in which they are counted"),
        queryset=Network.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose the network.")},
    )
    nowhere_else = forms.BooleanField(
        label=_("None of these people has a file here, and none was counted before"),
        error_messages={
            "required": _("Tick it: whoever is counted twice makes the figures wrong.")
        },
    )

    def __init__(self, *args: Any, networks: Sequence[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today().year, FIRST_YEAR - 1, -1)
        none = pgettext_lazy("year", "each row names its own")
        offer_choices(self, "year", [("", none), *((str(one), str(one)) for one in years)])
        self._alone = networks[0] if len(networks) == 1 else None
        field = self.fields["network"]
        assert isinstance(field, forms.ModelChoiceField)
        ids = [one.pk for one in networks]
        field.queryset = Network.objects.filter(pk__in=ids).order_by("slug")
        if self._alone is not None:
            del self.fields["network"]

    def clean_file(self) -> UploadedFile:
        sent: UploadedFile = self.cleaned_data["file"]
        self.cleaned_data["content"] = sent.read()
        return sent

    def clean_year(self) -> int:
        return int(self.cleaned_data["year"] or 0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return cleaned | ({"network": self._alone} if self._alone is not None else {})


class RowsForm(forms.Form):
    """Cleans to `profile`, None for HTCDS, `form` and `colleagues`."""

    profile = forms.ModelChoiceField(
        label=_("By which standard?"),
        queryset=StandardProfile.objects.none(),
        required=False,
        empty_label="HTCDS 2.0",
    )
    form = forms.ChoiceField(
        label=_("For which program?"),
        choices=[("xlsx", _("Spreadsheet (XLSX)")), ("csv", _("Plain table (CSV)"))],
        initial="xlsx",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a form of the file.")},
    )
    colleagues = forms.BooleanField(
        label=_("Also open the counted records of files that colleagues work on"),
        help_text=_(
            "The other intake officers are told of each one, as of any review by the head of "
            "intake."
        ),
        required=False,
    )

    def __init__(self, *args: Any, profiles: Sequence[StandardProfile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["profile"]
        assert isinstance(field, forms.ModelChoiceField)
        ids = [one.pk for one in profiles]
        field.queryset = StandardProfile.objects.filter(pk__in=ids).order_by("name", "version")
