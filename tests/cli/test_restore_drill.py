"""Figure 10: the drill with ten thousand files: all back, all heads equal, what was erased stays so."""

from __future__ import annotations

import os
import shutil
import time

import pytest

from spona.cases.case.sections import SECTIONS

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/cli",
    "src/spona/demo",
    "src/spona/vault",
    "src/spona/audit",
    "src/spona/identity",
    "src/spona/cases",
    "tests/cli",
)

NUMBER = int(os.environ.get("SPONA_FIGURE_10", "10000"))
COUNTED = ("cases_case", "vault_box", "vault_section", "vault_grant", "identity_account")


def counts(server) -> dict[str, int]:
    found = server.python("-c", (
        "import django; django.setup(); from django.db import connection\n"
        f"with connection.cursor() as c:\n for t in {COUNTED!r}:\n"
        "  c.execute(f'SELECT count(*) FROM {t}'); print(t, c.fetchone()[0])"
    ))  # fmt: skip
    return {name: int(number) for name, number in map(str.split, found.splitlines())}


@pytest.mark.prove
@pytest.mark.alone
@pytest.mark.postgresql
def test_ten_thousand_files_come_back(server, age_pair, tmp_path, request):
    """Timed and told, not failed by its time: the aim is five minutes."""
    on_postgresql = bool(os.environ.get("SPONA_DATABASE"))
    target = request.getfixturevalue("empty_postgres" if on_postgresql else "empty")
    for _part in range(5):
        server.python("-m", "tests.cli.many_cases", str(NUMBER // 5))
    public, identity = age_pair
    copy = tmp_path / "copy.age"
    done = server("backup", copy, "--recipient", public)
    assert done.returncode == 0, done.stderr + done.stdout
    before = counts(server)
    assert before["cases_case"] >= NUMBER
    # After the backup one file reaches its end; the old copy must not bring it back.
    gone = server.python("-m", "tests.cli.erase_one")
    shutil.copy(server.data / "endings.jsonl", target.data)
    began = time.monotonic()
    done = target("restore", copy, "--identity", identity)
    seconds = time.monotonic() - began
    assert done.returncode == 0, done.stderr + done.stdout
    # `restore` compares every lane's head with the copy's and verifies the whole log.
    assert "counts and heads of the log are equal" in done.stdout
    assert "The log is whole" in done.stdout
    after = counts(target)
    sections = target.python("-c", (
        "import django; django.setup(); from spona.vault.models import Section\n"
        f"print(Section.objects.filter(box_id='{gone}').count())"
    ))  # fmt: skip
    assert int(sections) == 0
    lost = {name: before[name] - after[name] for name in COUNTED}
    assert {name: lost[name] for name in ("cases_case", "identity_account")} == {
        "cases_case": 0, "identity_account": 0,
    }  # fmt: skip
    # Of the erased one its sections and their grants are gone, and nothing else.
    assert lost["vault_section"] == len(SECTIONS)
    size = copy.stat().st_size / 1e6
    print(  # noqa: T201
        f"{after['cases_case']} files, backup of {size:.0f} MB, restored and verified in "
        f"{seconds:.0f} s (aim: 300 s); heads equal, the erased one stays erased"
    )
