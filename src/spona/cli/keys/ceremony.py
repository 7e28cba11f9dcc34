"""`./spona keys paper`: the key files sealed anew, under a key that stands on paper only.

One paper after the other: shown, printed or written down, taken from the screen, typed back. Only
when each was typed back is `keys.sealed` put in place, so there is none whose papers nobody read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from spona.cli.installation import sealed_keys
from spona.cli.installation.data_owner import as_typed, become_owner
from spona.cli.installation.pending_keys import refuse_while_rotating
from spona.cli.installation.secret_files import read_secrets, secrets_folder
from spona.cli.keys.read_back import InputEnded, answer, clear_screen, name_of, typed_paper
from spona.crypto.aead import new_key
from spona.crypto.fingerprint import in_cyrillic
from spona.crypto.key_paper import WHOLE, KeyPaper, new_set_number
from spona.crypto.secret_sharing import NUMBERS, split

if TYPE_CHECKING:
    from spona.documents import Language


def make_papers(papers: int | None, pdf: Path | None, *, language: Language) -> None:
    """SystemExit, and nothing put in place, where somebody stops before the last paper is read."""
    import django

    folder = secrets_folder()
    if folder is None:
        raise SystemExit("SPONA_SECRETS names no folder of key files. `./spona init` makes one.")
    secrets = read_secrets(folder)
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    refuse_while_rotating(settings.SPONA_DATA)
    if pdf is not None:
        pdf = pdf.expanduser().absolute()
        _check_folder(pdf, Path(settings.SPONA_DATA), folder)
    place = sealed_keys.place()
    if not os.access(place.parent, os.W_OK):
        raise SystemExit(f"{place} cannot be written, and the papers would open nothing.")
    # The line of the log on each PDF comes from the database, which may be somebody else's.
    become_owner(settings.SPONA_DATA)
    total = papers or _how_many()
    made, key, set_number = timezone.localdate().isoformat(), new_key(), new_set_number()
    sealed = sealed_keys.seal_keys(secrets, key, set_number=set_number, papers=total, made=made)
    kinds = (WHOLE,) if total == 1 else NUMBERS
    shares = (key,) if total == 1 else split(key)
    try:
        for kind, share in zip(kinds, shares, strict=True):
            _hand_over(KeyPaper(kind, set_number, share), pdf, language)
    except InputEnded:
        raise SystemExit(
            "\nStopped before each paper was typed back. No key was put in place, and what was "
            f"printed of set {sealed.set_name} opens nothing: destroy it."
        ) from None
    with as_typed():
        older = place.exists()
        sealed_keys.write_sealed(place, sealed)
    print(f"\n{place} is sealed for set {sealed.set_name}. Each backup takes a copy along.")
    if older:
        print(
            "It replaces an older one. Destroy the older papers, and each older keys.sealed that "
            "lies elsewhere: together they still open the key files."
        )


def _how_many() -> int:
    while True:
        said = answer("One paper, or three of which any two open? Type 1 or 3: ").strip()
        if said in map(str, sealed_keys.PAPERS):
            return int(said)
        print("Type 1 or 3.")


def _hand_over(paper: KeyPaper, pdf: Path | None, language: Language) -> None:
    """Shows one paper, waits, and lets nobody go on before it was typed back."""
    with _printed(paper, pdf, language) as file:
        print(_as_text(paper))
        if file is not None:
            print(f"\nTo print: {file}")
        answer("\nPress Enter when it is on paper: the screen is cleared, and you type it back. ")
        clear_screen()
        _read_back(paper)
    print(f"Right: {name_of(paper)}." + (" The PDF is deleted." if file is not None else ""))


def _read_back(paper: KeyPaper) -> None:
    while (typed := typed_paper(f"Type {name_of(paper)} from the paper.")) != paper:
        if typed.set_number != paper.set_number:
            print(f"That is a paper of set {typed.set_name}; this one is of {paper.set_name}.")
        else:
            print(f"That is {name_of(typed)}; {name_of(paper)} is asked for.")


@contextmanager
def _printed(paper: KeyPaper, folder: Path | None, language: Language) -> Iterator[Path | None]:
    """The PDF, for its owner only; it is deleted at the end, however that comes."""
    if folder is None:
        yield None
        return
    file = folder / f"spona-{paper.set_name}-{paper.kind or 1}.pdf"
    content = _as_pdf(paper, language)
    with as_typed():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as sink:
            sink.write(content)
        yield file
    finally:
        with as_typed():
            file.unlink(missing_ok=True)


def _as_text(paper: KeyPaper) -> str:
    from django.conf import settings
    from django.utils import timezone

    lines = [f"Spona, {settings.SPONA_HOST}", f"Server key, {name_of(paper)}"]
    lines += [f"Set {paper.set_name}, {timezone.localdate().isoformat()}", ""]
    lines += [f"  {number}   {row}" for number, row in enumerate(paper.rows, 1)]
    lines += ["", f"  Words   {' '.join(paper.words)}   ({' '.join(in_cyrillic(paper.words))})", ""]
    if paper.kind == WHOLE:
        lines += [
            "With the file keys.sealed it opens the key files of this server.",
            "Keep it in a safe, apart from the server and from its backups.",
        ]
    else:
        lines += [
            "Any two of the three papers, with the file keys.sealed, open the key files of this",
            "server. One alone opens nothing. Keep each in a different person's safe.",
        ]
    return "\n" + "\n".join(lines)


def _as_pdf(paper: KeyPaper, language: Language) -> bytes:
    from django.conf import settings
    from django.db import Error
    from django.utils import timezone

    from spona.audit.witnesses import root_line
    from spona.documents import ServerKey, card_pdf

    try:
        checkpoint = root_line(language)
    except Error:
        # The papers are made all the same where the database does not answer.
        checkpoint = ""
    card = ServerKey(
        host=settings.SPONA_HOST,
        number=paper.kind or 1,
        total=1 if paper.kind == WHOLE else len(NUMBERS),
        set_name=paper.set_name,
        rows=paper.rows,
        words=paper.words,
        words_in_cyrillic=in_cyrillic(paper.words),
    )
    return card_pdf(
        card,
        language=language,
        checkpoint=checkpoint,
        printed_at=timezone.localtime(),
        font_paths=settings.FONT_PATHS,
    )


def _check_folder(folder: Path, data: Path, secrets: Path) -> None:
    """A paper that lies as a file beside what it opens is none."""
    if not folder.is_dir():
        raise SystemExit(f"{folder} is no folder. Best is one in memory, as /dev/shm.")
    there = folder.resolve()
    near = [
        each for each in (data.resolve(), secrets.resolve())
        if there.is_relative_to(each)
    ]  # fmt: skip
    if near or (folder / sealed_keys.FILE).exists() or any(folder.glob("*.age")):
        raise SystemExit(
            f"{folder} holds data, key files or backups, and no paper may lie beside them. Best is "
            "a folder in memory, as /dev/shm."
        )
