"""What changes observations, letters and unmet needs."""

from spona.prevention.actions.following import (
    close,
    look,
    mark_followed_up,
    reopen,
    unmark_followed_up,
)
from spona.prevention.actions.letters import answer, ask_again, drop, register, write_letter
from spona.prevention.actions.needs import withdraw_need, write_need
from spona.prevention.actions.observing import forget_firm, observe, rewrite, see_again, withdraw

__all__ = [
    "answer",
    "ask_again",
    "close",
    "drop",
    "forget_firm",
    "look",
    "mark_followed_up",
    "observe",
    "register",
    "reopen",
    "rewrite",
    "see_again",
    "unmark_followed_up",
    "withdraw",
    "withdraw_need",
    "write_letter",
    "write_need",
]
