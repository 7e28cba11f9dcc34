"""The square that ODK Collect scans: its settings as JSON, deflated, in base 64."""

from __future__ import annotations

import base64
import json
import zlib

from django.conf import settings

from spona.surveys.models import Device
from spona.surveys.openrosa import PREFIX


def address() -> str:
    """What the phone is given as its server; it adds `formList` and `submission`."""
    return settings.SPONA_URL + PREFIX.removesuffix("/")


def square_text(device: Device, secret: str) -> str:
    """The form comes by itself, answers leave as soon as there is a network, and what was sent is
    deleted on the phone. The application sends nothing to its makers.
    """
    said = {
        "general": {
            "server_url": address(),
            "username": device.username,
            "password": secret,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "delete_send": True,
            "analytics": False,
        },
        "admin": {},
        # The project stands in the list of the application, which others may see.
        "project": {"name": "Spona", "icon": "S"},
    }
    packed = zlib.compress(json.dumps(said, separators=(",", ":")).encode(), 9)
    return base64.b64encode(packed).decode()
