"""Moving everything to a new key, killed again and again: it goes on, and nothing is lost."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

from tests.served import template


def begun(world: template.Copy, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.harness.rekey_worker", *words], cwd=template.ROOT,
        env=world.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def said(world: template.Copy, *words: str) -> dict:
    out, err = begun(world, *words).communicate(timeout=120)
    assert out, err
    return json.loads(out.splitlines()[-1])


def test_killed_between_and_inside_chunks_it_goes_on_and_nothing_is_lost(quiet):
    seed = said(quiet, "fill")["seed"]
    before = said(quiet, "check", seed)
    assert before["stolen"] >= 200
    total = said(quiet, "begin")["total"]
    dice, told = random.Random(7), total
    for kill in range(5):
        worker = begun(quiet, "go")
        for _chunk in range(2):
            line = worker.stdout.readline()
            assert line, worker.stderr.read()
            left = json.loads(line)["left"]
            assert left < told, "what was told is there: it never begins anew"
            told = left
        time.sleep(dice.random() * 0.05)
        worker.kill()
        worker.communicate()
        halfway = said(quiet, "check", seed)
        assert halfway["lost"] == []
        assert halfway["running"], kill
        assert halfway["stolen"] <= told, "chunks are whole or not there"
        told = halfway["stolen"] or told
    assert said(quiet, "go")["left"] == 0
    after = said(quiet, "check", seed)
    assert after == {"lost": [], "stolen": 0, "running": False}
