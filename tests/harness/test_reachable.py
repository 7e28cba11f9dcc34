"""Whoever follows links from the desk, or from the public front page, meets no dead end."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from spona.deadlines import now
from spona.deadlines.models import Deadline
from tests.harness.asking import MEMBERS, browsers

pytestmark = pytest.mark.slow("follows every link as everybody")

LINK = re.compile(r'(?:href|action|formaction|src)="([^"#]+)')
# Of one kind of page so many are looked at by one person.
EACH = 3
LEAVES = {"identity:sign_out", "identity:lock", "public:exit"}
# Where somebody goes who wants that; each has to be on the way of somebody.
PLACES = {
    "cases:add_note", "cases:agree", "cases:ask", "cases:attach_file", "cases:attachments",
    "cases:begin_draft", "cases:closed_files", "cases:data_requests", "cases:destroyed_files",
    "cases:retention_rules", "cases:call_conference", "cases:convene", "cases:correct_note",
    "cases:end_agreement", "cases:exclude", "cases:export_files", "cases:export_queue",
    "cases:export_sent", "cases:file", "cases:file_log", "cases:files", "cases:find",
    "cases:hand_over_work", "cases:join_files", "cases:light_notes", "cases:notes", "cases:queue",
    "cases:read", "cases:refer", "cases:self_report", "cases:sent", "cases:team",
    "cases:disclosures", "cases:take_out", "cases:transfer", "cases:withdraw",
    "cases:write_light_note",
    "deadlines:absences", "deadlines:deadline", "deadlines:enter_absence", "deadlines:enter_duty",
    "deadlines:propose_rule", "deadlines:roster", "deadlines:rule", "deadlines:rules", "directory:casework",
    "directory:give_network_role", "directory:institution", "directory:network",
    "directory:replace_lost_login", "directory:seat", "meetings:meetings", "dashboard:institution",
    "dashboard:papers", "dashboard:institution_paper", "dashboard:network_paper", "dashboard:start_step",
    "identity:account", "identity:add_security_key", "identity:issue_card", "identity:renew_keys",
    "notifications:notices", "reference:code", "reference:lists", "reference:proposals",
    "public:help", "statistics:figures", "statistics:snapshots", "tasks:mine", "tipline:arrived", "tipline:come_back",
    "tipline:read", "tipline:readers", "tipline:send_report", "tipline:send_message", "vault:analysts",
    "vault:keys", "vault:paper", "vault:theft", "vault:use_paper",
}  # fmt: skip


def test_whoever_follows_links_reaches_what_they_look_for(world):
    people = browsers(world)
    # The coordinator's desk names what is late by the day, and offers a meeting about it.
    Deadline.objects.running().filter(subject_id=world.sent.pk).update(
        due_at=now() - timedelta(days=2)
    )
    found: set[str] = set()
    broken: list[str] = []
    for name in (*MEMBERS, "nohat"):
        _walk(people[name], "/desk/", found, broken, name)
    for language in ("sr", "en"):
        _walk(people["nobody"], f"/{language}/", found, broken, "nobody")
    assert not broken, "\n".join(broken)
    assert sorted(PLACES - found) == []


def _walk(browser: Client, start: str, found: set[str], broken: list[str], who: str) -> None:
    """Adds the name of each address met to `found`, and what answers 404 or worse to `broken`."""
    waiting, seen, looked = [(start, "")], {start}, Counter[str]()
    while waiting:
        path, origin = waiting.pop(0)
        answer = browser.get(path)
        if answer.status_code in (404, 500):
            broken.append(f"{who}: {origin} leads to {path}: {answer.status_code}")
        if "text/html" not in answer.get("Content-Type", "") or answer.streaming:
            continue
        for target in LINK.findall(answer.content.decode()):
            where = urlsplit(urljoin(path, target.replace("&amp;", "&")))
            if where.scheme or where.path.startswith("/static/"):
                continue
            try:
                name = resolve(where.path).view_name
            except Resolver404:
                broken.append(f"{who}: {path} leads to {target}")
                continue
            found.add(name)
            if where.path not in seen and name not in LEAVES and looked[name] < EACH:
                looked[name] += 1
                seen.add(where.path)
                waiting.append((where.path, path))
