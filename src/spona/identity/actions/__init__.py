"""Everything that changes an account, a factor or a session."""

from spona.identity.actions.accounts import (
    NewAccount,
    create_account,
    end_session,
    end_sessions,
    save_preferences,
)
from spona.identity.actions.after_restore import end_everywhere, put_account, put_factors
from spona.identity.actions.closing import close_lost_account, disable
from spona.identity.actions.entering import (
    SINCE,
    lock,
    read_since,
    sign_in,
    sign_out,
    step_up,
    unlock,
)
from spona.identity.actions.recovering import (
    ask_to_recover,
    begin_again,
    change_password,
    confirm_recovery_code,
    new_recovery_code,
    recover,
    replace_authenticator,
)
from spona.identity.actions.renewing import go_on, renew_keys
from spona.identity.actions.rotating import keep_former_keys, renew_accounts
from spona.identity.actions.second_factor import (
    confirm_authenticator,
    issue_card,
    new_authenticator,
)
from spona.identity.actions.security_keys import (
    add_security_key,
    ask_to_sign_in,
    ask_to_step_up,
    remove_security_key,
)

__all__ = [
    "SINCE",
    "NewAccount",
    "add_security_key",
    "ask_to_recover",
    "ask_to_sign_in",
    "ask_to_step_up",
    "begin_again",
    "change_password",
    "close_lost_account",
    "confirm_authenticator",
    "confirm_recovery_code",
    "create_account",
    "disable",
    "end_everywhere",
    "end_session",
    "end_sessions",
    "go_on",
    "issue_card",
    "keep_former_keys",
    "lock",
    "new_authenticator",
    "new_recovery_code",
    "put_account",
    "put_factors",
    "read_since",
    "recover",
    "remove_security_key",
    "renew_accounts",
    "renew_keys",
    "replace_authenticator",
    "save_preferences",
    "sign_in",
    "sign_out",
    "step_up",
    "unlock",
]
