"""Pages of observations, letters and unmet needs."""

from spona.prevention.views.ledger import export, observations, search
from spona.prevention.views.letters import (
    answer,
    ask_again,
    drop,
    letter,
    letter_paper,
    register,
    rewrite_letter,
    write_letter,
)
from spona.prevention.views.needs import (
    budget,
    export_needs,
    needs,
    plan_line,
    withdraw_need,
    write_need,
)
from spona.prevention.views.page import observation
from spona.prevention.views.transitions import close, follow, look, reopen, see_again, withdraw
from spona.prevention.views.writing import observe, rewrite

__all__ = [
    "answer",
    "ask_again",
    "budget",
    "close",
    "drop",
    "export",
    "export_needs",
    "follow",
    "letter",
    "letter_paper",
    "look",
    "needs",
    "observation",
    "observations",
    "observe",
    "plan_line",
    "register",
    "reopen",
    "rewrite",
    "rewrite_letter",
    "search",
    "see_again",
    "withdraw",
    "withdraw_need",
    "write_letter",
    "write_need",
]
