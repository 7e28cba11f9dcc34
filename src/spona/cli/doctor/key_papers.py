"""The key files on paper: was there ever one, and does it hold the key files of today."""

from __future__ import annotations

from django.conf import settings

from spona.cli.doctor.findings import OK, RED, WARNING, Finding
from spona.cli.installation.sealed_keys import NotReadable, place, read_sealed

_MAKE_PAPERS = "Type: ./spona keys paper. It makes new papers and checks what was written down."


def key_papers() -> list[Finding]:
    """What can be said without a paper: the marks in keys.sealed fit the key files, or not."""
    name, file = "key_papers", place()
    try:
        sealed = read_sealed(file)
    except FileNotFoundError:
        said = f"The key files were never put on paper: there is no {file}."
        return [Finding(WARNING, name, said, _MAKE_PAPERS)]
    except NotReadable as why:
        return [Finding(RED, name, str(why), _MAKE_PAPERS)]
    except OSError as why:
        said = f"{file} cannot be read ({type(why).__name__})."
        return [Finding(RED, name, said, "Give it to the user of Spona, 0600.")]
    different = sealed.names_that_differ(settings.SECRETS)
    if not different:
        on = "one paper" if sealed.papers == 1 else "three papers, any two of which open"
        said = f"The key files of today are on {on} (set {sealed.set_name}, {sealed.made})."
        return [Finding(OK, name, said)]
    if len(different) == len(settings.SECRETS):
        said = f"{file} is of other key files, or was changed. The papers do not give back today's."
    else:
        said = f"The papers do not hold these key files of today: {', '.join(sorted(different))}."
    return [Finding(RED, name, said, _MAKE_PAPERS)]
