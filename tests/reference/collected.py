"""The collected data outside the project, where it is at hand; every test of it says when not."""

import csv
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
COLLECTED = DATA / "serbia"
HSDS = DATA / "hsds" / "schema"
STANDARDS = DATA / "htcds"
CTDC = DATA / "ctdc" / "ctdc_victim_perpetrator_synthetic.csv"

needs_collected_data = pytest.mark.skipif(
    not COLLECTED.is_dir(), reason="the collected data (../shared/data/serbia) is not here"
)
needs_table_of_ctdc = pytest.mark.skipif(
    not CTDC.is_file(), reason="the collected data (../shared/data/ctdc) is not here"
)


def csv_rows(name: str) -> list[dict[str, str]]:
    with (COLLECTED / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def indicators() -> list[dict[str, str]]:
    return json.loads((COLLECTED / "indicators.json").read_text(encoding="utf-8"))["indicators"]
