"""POST into the arguments of one action."""

from spona.projects.forms.parts import FORMS, PartForm, SentForm
from spona.projects.forms.project import ProjectForm, as_it_is
from spona.projects.forms.rates import RateForm

__all__ = ["FORMS", "PartForm", "ProjectForm", "RateForm", "SentForm", "as_it_is"]
