"""`./spona makemigrations`: Django's own, for all apps."""

from __future__ import annotations

from django.core.management import call_command


def run(args: list[str]) -> int:
    call_command("makemigrations", *args)
    return 0
