"""Everything that changes what a network stands on."""

from .acts import correct_act, end_act, withdraw_act, write_act
from .conditions import turn_switch, withdraw_condition, write_condition
from .facts import ActFacts
from .handing_over import hand_over
from .load_acts import load_acts
from .reminding import remind
from .signing import sign_act, withdraw_signatory
from .unreachable import AT_HOME, REACH_STEP, mend_unreachable_steps

__all__ = [
    "AT_HOME",
    "REACH_STEP",
    "ActFacts",
    "correct_act",
    "end_act",
    "hand_over",
    "load_acts",
    "mend_unreachable_steps",
    "remind",
    "sign_act",
    "turn_switch",
    "withdraw_act",
    "withdraw_condition",
    "withdraw_signatory",
    "write_act",
    "write_condition",
]
