"""`python -m tools.bench.cards LOGIN …`: a card of one-time codes for each, as JSON.

Only for the demo's invented people, whose password is no secret.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    import django

    django.setup()
    from spona.cli.installation.stamp import check_stamp
    from spona.demo.world import PASSWORD
    from spona.identity.actions import issue_card
    from spona.identity.actions.entering import as_actor, opened
    from spona.identity.keyring import keyring_of

    check_stamp("demo")
    cards = {}
    for login in sys.argv[1:]:
        account, usk = opened(login, PASSWORD)
        keys = keyring_of(account, usk)
        cards[login] = issue_card(account, by=as_actor(account), keys=keys)
    print(json.dumps(cards))


if __name__ == "__main__":
    main()
