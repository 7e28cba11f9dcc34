from spona.surveys.forms.answers import CodeForm, StepForm
from spona.surveys.forms.devices import DeviceForm
from spona.surveys.forms.rounds import CloseForm, FormFileForm, OwnersForm, RoundForm

__all__ = [
    "CloseForm",
    "CodeForm",
    "DeviceForm",
    "FormFileForm",
    "OwnersForm",
    "RoundForm",
    "StepForm",
]
