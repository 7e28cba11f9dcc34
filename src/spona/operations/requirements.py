"""`./spona requirements`: recompiles the hashed, universal requirement files, without any address."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(args: list[str]) -> int:
    uv = Path(sys.executable).parent / "uv"
    for name in ("uv", "node", "run", "dev"):
        subprocess.run(
            [uv if uv.exists() else "uv", "pip", "compile", "-q", "--universal", "--generate-hashes",
             "--python-version", "3.12", "--no-emit-index-url", "--no-emit-find-links", *args,
             f"requirements/{name}.in", "-o", f"requirements/{name}.txt"],
            cwd=ROOT, check=True, env=os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "./spona requirements"},
        )  # fmt: skip
    return 0
