from django.urls import path, re_path

from spona.identity.views import account, entering, keeping, recovering

app_name = "identity"

_LANGUAGE = r"^(?P<language>sr-latn|sr|en)/"

urlpatterns = [
    re_path(_LANGUAGE + r"login/$", entering.sign_in, name="sign_in"),
    re_path(_LANGUAGE + r"recover/$", recovering.recover, name="recover"),
    re_path(_LANGUAGE + r"recover/confirm/$", recovering.confirm_code, name="confirm_code"),
    path("logout/", entering.sign_out, name="sign_out"),
    path("lock/", entering.lock, name="lock"),
    path("locked/", entering.locked, name="locked"),
    path("step-up/", entering.step_up, name="step_up"),
    path("account/", account.account, name="account"),
    path("account/preferences/", account.save_preferences, name="save_preferences"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/sessions/end/", account.end_sessions, name="end_sessions"),
    path("account/card/", keeping.issue_card, name="issue_card"),
    path("account/card/print/", keeping.print_card, name="print_card"),
    path("account/recovery-code/", keeping.new_recovery_code, name="new_recovery_code"),
    path("account/recovery-code/print/", keeping.print_code, name="print_code"),
    path("account/app/", keeping.new_app, name="new_app"),
    path("account/app/confirm/", keeping.confirm_app, name="confirm_app"),
]
