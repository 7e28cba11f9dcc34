"""LibreOffice as people have it: opens what Spona made and saves it as something else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

PACKAGES = "libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-core poppler-utils"
MISSING = f"LibreOffice is missing: sudo apt-get install -y {PACKAGES}"
# For all files of one call; a program that waits for an answer would wait for ever.
LONGEST = 300


def needed() -> None:
    """Skips with the line to type where a program is missing."""
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.skip(MISSING)


def converted(files: Iterable[Path], kind: str, *, folder: Path) -> dict[str, Path]:
    """Name of each file without its ending → the same as `kind`, in `folder`. One start for all.

    It has a profile of its own there, so that no open window takes the work over, and ends in time.
    """
    given = [str(one) for one in files]
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
               "--norestore", "--convert-to", kind, "--outdir", str(folder), *given]  # fmt: skip
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        code = process.wait(LONGEST)
    except subprocess.TimeoutExpired:
        # Its own group: `soffice` is a script that starts the program.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        pytest.fail(f"LibreOffice did not end in {LONGEST} seconds")
    assert code == 0
    return {path.stem: path for path in folder.glob(f"*.{kind}")}


def text_of(pdf: Path) -> str:
    """The words of a PDF, cell by cell, without gaps: a cell may be broken anywhere."""
    done = subprocess.run(
        ["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True,
        timeout=60,
    )  # fmt: skip
    return squeezed(done.stdout)


def squeezed(text: str) -> str:
    return "".join(text.split())
