"""POST into the arguments of one action; forms never save."""

from spona.plans.forms.activities import ActivityForm, WithdrawForm
from spona.plans.forms.parts import PART_FORMS, PartForm, ReasonForm
from spona.plans.forms.plans import AdoptForm, BeginForm, PlanForm, WorkbookForm
from spona.plans.forms.progress import FigureForm, ProgressForm, ReadingForm, WordsForm

__all__ = [
    "PART_FORMS",
    "ActivityForm",
    "AdoptForm",
    "BeginForm",
    "FigureForm",
    "PartForm",
    "PlanForm",
    "ProgressForm",
    "ReadingForm",
    "ReasonForm",
    "WithdrawForm",
    "WordsForm",
    "WorkbookForm",
]
