from django.urls import path, re_path

from spona.identity.views import account, credentials, entering, recovering, renewing, security_keys
from spona.ui.languages import codes, pattern

app_name = "identity"

_LANGUAGE = rf"^(?P<language>{pattern(codes('staff'))})/"

urlpatterns = [
    re_path(_LANGUAGE + r"login/$", entering.sign_in, name="sign_in"),
    re_path(_LANGUAGE + r"login/key/$", entering.ask_key, name="ask_key"),
    re_path(_LANGUAGE + r"recover/$", recovering.recover, name="recover"),
    re_path(_LANGUAGE + r"recover/key/$", recovering.ask_key, name="ask_recover_key"),
    re_path(_LANGUAGE + r"recover/confirm/$", recovering.confirm_code, name="confirm_code"),
    path("logout/", entering.sign_out, name="sign_out"),
    path("lock/", entering.lock, name="lock"),
    path("locked/", entering.locked, name="locked"),
    path("step-up/", entering.step_up, name="step_up"),
    path("step-up/key/", entering.ask_step_up_key, name="ask_step_up_key"),
    path("account/", account.account, name="account"),
    path("account/read/", account.read_since, name="read_since"),
    path("account/preferences/", account.save_preferences, name="save_preferences"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/sessions/end/", account.end_sessions, name="end_sessions"),
    path("account/sessions/<uuid:session>/end/", account.end_session, name="end_session"),
    path("account/security-keys/", security_keys.add, name="add_security_key"),
    path(
        "account/security-keys/<uuid:key>/remove/",
        security_keys.remove,
        name="remove_security_key",
    ),
    path("account/known/", renewing.renew_keys, name="renew_keys"),
    path("account/known/on/", renewing.go_on, name="go_on"),
    path("account/card/", credentials.issue_card, name="issue_card"),
    path("account/card/print/", credentials.print_card, name="print_card"),
    path("account/recovery-code/", credentials.new_recovery_code, name="new_recovery_code"),
    path("account/recovery-code/print/", credentials.print_code, name="print_code"),
    path("account/app/", credentials.new_app, name="new_app"),
    path("account/app/confirm/", credentials.confirm_app, name="confirm_app"),
]
