"""Run inside a server: somebody types the code of an invitation."""

from __future__ import annotations

import sys

import django


def main(code: str) -> None:
    django.setup()
    from spona.directory.actions import accept_invitation
    from spona.directory.models import Member

    made = accept_invitation(code, login="nova.osoba", password="cetiri zute kruske")
    member = Member.objects.get(person__account=made.account)
    sys.stdout.write(" ".join([member.institution.code, *member.roles]))


if __name__ == "__main__":
    main(sys.argv[1])
