"""The key files from `keys.sealed` and one paper, or two of three."""

from __future__ import annotations

from pathlib import Path

from spona.cli.installation.sealed_keys import (
    FILE,
    NotReadable,
    SealedKeys,
    read_sealed,
)
from spona.cli.installation.secret_files import NAMES, write_private, write_secrets
from spona.cli.keys.read_back import typed_paper
from spona.crypto.errors import Unopenable
from spona.crypto.key_paper import WHOLE, KeyPaper
from spona.crypto.secret_sharing import combine


def bring_back(file: Path, folder: Path) -> None:
    """Writes the key files that are missing in the folder; SystemExit, and nothing written, where
    the file or a paper does not fit or another key file lies there.
    """
    try:
        sealed = read_sealed(file)
    except FileNotFoundError:
        raise SystemExit(f"There is no file {file}. It lies with the backups.") from None
    except NotReadable as why:
        raise SystemExit(f"{why} Take another copy; nothing was written.") from None
    print(f"{file} is of set {sealed.set_name}, made on {sealed.made}.")
    try:
        found = sealed.open(_key(sealed))
    except Unopenable:
        # Whether a share is true shows only with the right other one: there is no telling which.
        paper = "a paper is false: try the third one" if sealed.papers > 1 else "the paper is false"
        raise SystemExit(
            f"{file} does not open: it was changed, or {paper}. Else take another copy; nothing "
            "was written."
        ) from None
    written = write_secrets(folder, {name: found[name] for name in NAMES if name in found})
    if not (folder / FILE).exists():
        # It goes along with the next backup, and these papers stay good.
        write_private(folder / FILE, file.read_text())
    print(f"\nKey files     {folder}  ({len(written)} written now)")


def _key(sealed: SealedKeys) -> bytes:
    """Asks for papers until they give a key; what does not belong is said, and asked for again."""
    if sealed.papers == 1:
        return _fitting(sealed, "The paper with the whole key:").secret
    first = _fitting(sealed, "The first of two papers:")
    while True:
        second = _fitting(sealed, "Another one:")
        if second.kind != first.kind:
            return combine((first.kind, first.secret), (second.kind, second.secret))
        print(f"This is paper {second.kind} once more. Take another one of the three.")


def _fitting(sealed: SealedKeys, title: str) -> KeyPaper:
    while True:
        paper = typed_paper(title)
        if paper.set_number != sealed.set_number:
            print(
                f"This paper is of set {paper.set_name}, and the file is of set {sealed.set_name}. "
                f"Take the papers with {sealed.set_name}, or the other file."
            )
        elif (paper.kind == WHOLE) != (sealed.papers == 1):
            print("This paper is not one of those that the file was sealed for.")
        else:
            return paper
