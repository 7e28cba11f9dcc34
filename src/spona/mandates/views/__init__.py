"""Pages of the acts, cut by what a person comes for."""

from .acts import act, acts
from .changing import correct_act, end_act, withdraw_act, write_act
from .conditions import condition, conditions, institution, turn_switch, withdraw_condition
from .covering import coverage, export_coverage
from .papers import act_paper, condition_paper, signatory_paper
from .seats import hand_over, seats
from .signatories import sign_act, withdraw_signatory
from .writing import write_condition

__all__ = [
    "act",
    "act_paper",
    "acts",
    "condition",
    "condition_paper",
    "conditions",
    "correct_act",
    "coverage",
    "end_act",
    "export_coverage",
    "hand_over",
    "institution",
    "seats",
    "sign_act",
    "signatory_paper",
    "turn_switch",
    "withdraw_act",
    "withdraw_condition",
    "withdraw_signatory",
    "write_act",
    "write_condition",
]
