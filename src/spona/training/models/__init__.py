"""The tables of trainings, cut by what they describe."""

from .certificates import Certificate
from .modules import Material, Module, Question, Used
from .people import Attendance, FollowUp, Moment, Participant, Sheet, Tally
from .sessions import Session, SessionDay

__all__ = [
    "Attendance",
    "Certificate",
    "FollowUp",
    "Material",
    "Module",
    "Moment",
    "Participant",
    "Question",
    "Session",
    "SessionDay",
    "Sheet",
    "Tally",
    "Used",
]
