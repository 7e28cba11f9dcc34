"""What is taken from the library for WebAuthn; imported late, see `security_keys`."""

from __future__ import annotations

from typing import Final

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.registration.generate_registration_options import default_supported_pub_key_algs

# Whatever a stranger may send in place of an answer, the library says with one of these.
NO_ANSWER: Final = (
    WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError,
)  # fmt: skip

__all__ = [
    "NO_ANSWER",
    "default_supported_pub_key_algs",
    "parse_authentication_credential_json",
    "parse_client_data_json",
    "parse_registration_credential_json",
    "verify_authentication_response",
    "verify_registration_response",
]
