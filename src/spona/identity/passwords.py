"""Which passwords are taken: long ones that are not on every guesser's list."""

from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from spona.identity import logins

# NIST SP 800-63B-4, section 3.1.1: 8 where a second factor stands beside it. We ask for
# more because the password also seals keys, and a stolen pepper must not be the end.
SHORTEST = 12
LONGEST = 200


def fault(password: str, *, login: str) -> str:
    """Return the sentence that says what to do, or "" where the password is taken."""
    if len(password) < SHORTEST:
        return _("Use at least %(n)s characters. Three or four words are easy to remember.") % {
            "n": SHORTEST
        }
    if len(password) > LONGEST:
        return _("Use at most %(n)s characters.") % {"n": LONGEST}
    if login and login in logins.fold(password):
        return _("The password must not contain your login name.")
    try:
        _guessed().validate(password)
    except ValidationError:
        return _("This password is on lists that guessers use. Choose another one.")
    return ""


@cache
def _guessed() -> CommonPasswordValidator:
    # Reads twenty thousand passwords from a packed file.
    return CommonPasswordValidator()
