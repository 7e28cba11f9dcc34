"""POST into the arguments of one action; never saves."""

from .modules import MaterialForm, ModuleForm, QuestionForm
from .people import AddForm, AttendanceForm, ReasonForm
from .public import JoinForm, TalliesForm, TestForm
from .sessions import SessionForm

__all__ = [
    "AddForm",
    "AttendanceForm",
    "JoinForm",
    "MaterialForm",
    "ModuleForm",
    "QuestionForm",
    "ReasonForm",
    "SessionForm",
    "TalliesForm",
    "TestForm",
]
