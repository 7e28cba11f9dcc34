"""Pages of observations, letters and unmet needs."""

from spona.causes.views.ledger import export, observations, search
from spona.causes.views.letters import (
    answer,
    ask_again,
    drop,
    letter,
    letter_paper,
    register,
    rewrite_letter,
    write_letter,
)
from spona.causes.views.moving import close, follow, look, reopen, see_again, withdraw
from spona.causes.views.needs import (
    budget,
    export_needs,
    needs,
    plan_line,
    withdraw_need,
    write_need,
)
from spona.causes.views.page import observation
from spona.causes.views.writing import observe, rewrite

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
