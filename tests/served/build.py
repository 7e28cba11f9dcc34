"""`python -m tests.served.build`: the invented world into the folder and database of the environment."""

import os
from pathlib import Path

from spona.cli.installation.secret_files import make_secrets


def main() -> None:
    make_secrets(Path(os.environ["SPONA_SECRETS"]))
    import django

    django.setup()
    from django.conf import settings

    from spona.cli.installation.first_tables import make_tables
    from spona.cli.installation.stamp import write_stamp
    from spona.demo.world import build_world, write_accounts

    make_tables()
    write_stamp(settings.SPONA_DATA, "test")
    write_accounts(build_world())


if __name__ == "__main__":
    main()
