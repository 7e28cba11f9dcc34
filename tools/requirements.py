"""`./spona requirements`: recompiles the hashed, universal requirement files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


# No line of these files may name the registry that answered.
_OPTIONS = ("-q", "--universal", "--generate-hashes", "--python-version", "3.12",
            "--no-emit-index-url", "--no-emit-find-links")  # fmt: skip


def run(args: list[str]) -> int:
    uv = Path(sys.executable).parent / "uv"
    environment = os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "./spona requirements"}
    for name in ("uv", "node", "run", "count", "spark", "release", "dev"):
        subprocess.run(
            [uv if uv.exists() else "uv", "pip", "compile", *_OPTIONS, *args,
             f"requirements/{name}.in", "-o", f"requirements/{name}.txt"],
            cwd=ROOT, check=True, env=environment,
        )  # fmt: skip
    return 0
