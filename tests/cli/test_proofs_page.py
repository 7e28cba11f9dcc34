"""The page of proofs after a run of some of them."""

from __future__ import annotations

from tools.proofs.page import read_rows, write_proofs
from tools.proofs.tests import HOLDS, Outcome, Proof


def held(name: str, measured: str) -> Outcome:
    # Of a test that is there: its docstring is asked for the figure.
    node = f"tests/cli/test_proofs_page.py::test_{name}"
    return Outcome(Proof(node, False), "SQLite", HOLDS, 1.0, measured)


def test_a_row_stays_until_its_proof_runs_again_or_is_gone(tmp_path):
    page = tmp_path / "proofs.md"
    one, two = "a row stays until its proof runs again or is gone", "the order is that of the tests"
    write_proofs(page, held(two.replace(" ", "_"), "first"), of="1234abcd", names=[one, two])
    write_proofs(page, held(one.replace(" ", "_"), "second"), of="1234abcd", names=[one, two])
    rows = read_rows(page)
    assert list(rows) == [one, two]
    assert "first" in rows[two]
    assert "second" in rows[one]
    assert "| 1234abcd |" in rows[one]
    write_proofs(page, held(one.replace(" ", "_"), "third"), of="1234abcd", names=[one])
    assert list(read_rows(page)) == [one]


def test_the_order_is_that_of_the_tests(tmp_path):
    page, names = tmp_path / "proofs.md", ["the order is that of the tests", "another"]
    write_proofs(page, held(names[0].replace(" ", "_"), "x"), of="1234abcd", names=names[::-1])
    assert list(read_rows(page)) == names[:1]
