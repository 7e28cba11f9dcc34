"""Run inside a server: erases the box of its newest file; prints the box's id."""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from spona.access.actor import Actor
    from spona.cases.models import Case
    from spona.vault.actions import erase_box

    box = Case.objects.order_by("-opened_at").first().box
    erase_box(box, by=Actor.system("housekeeping"))
    sys.stdout.write(str(box.pk))


if __name__ == "__main__":
    main()
