from spona.surveys.forms.answers import StepForm
from spona.surveys.forms.rounds import CloseForm, FormFileForm, RoundForm

__all__ = ["CloseForm", "FormFileForm", "RoundForm", "StepForm"]
