"""Before key files are exchanged, the operator reads what the counted rows are."""

from __future__ import annotations

from django.apps import apps

from spona.cli.keys.renewing import counts
from spona.cli.keys.rotate import preview
from spona.cli.keys.table_words import WORDS


def test_every_table_that_is_counted_is_said_in_plain_words(db):
    parts = {label.partition(".")[0] for label in counts()}
    assert parts == WORDS.keys()
    assert parts <= {one.label for one in apps.get_app_configs()}


def test_the_dry_run_says_them_beside_each_table(db, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SPONA_SECRETS", str(tmp_path))
    monkeypatch.setattr("spona.cli.keys.renewing.counts", lambda: {"vault.grant": 1234})
    preview()
    said = capsys.readouterr().out
    assert "1,234  vault.grant: what is sealed, and who has a key to it" in said
    assert "Nothing was changed." in said
