"""Everything that changes something about trainings."""

from .attending import record_attendance
from .certificates import withdraw_certificate
from .closing import close_session
from .feedback import answer_follow_up, ask_follow_ups, give_feedback
from .forgetting import forget_answers
from .materials import add_material, end_material
from .modules import change_module, end_module, take_up_module, write_module
from .questions import add_question, change_question, end_question, return_question
from .registering import (
    give_place,
    put_back,
    register_by_hand,
    register_by_link,
    register_self,
    withdraw,
)
from .sessions import call_off, change_session, plan_session, renew_link
from .testing import take_test

__all__ = [
    "add_material",
    "add_question",
    "answer_follow_up",
    "ask_follow_ups",
    "call_off",
    "change_module",
    "change_question",
    "change_session",
    "close_session",
    "end_material",
    "end_module",
    "end_question",
    "forget_answers",
    "give_feedback",
    "give_place",
    "plan_session",
    "put_back",
    "record_attendance",
    "register_by_hand",
    "register_by_link",
    "register_self",
    "renew_link",
    "return_question",
    "take_test",
    "take_up_module",
    "withdraw",
    "withdraw_certificate",
    "write_module",
]
