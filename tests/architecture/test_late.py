"""One definition of late: nothing outside `deadlines/late.py` compares a day or an instant by which
something is due.

Refused is every order comparison (`<`, `<=`, `>`, `>=`) of such a field, and every lookup of a
query by one (`due_at__lt`), in code and in templates. What else is done with these fields stands
below with its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.code import modules, templates

DEFINITION = "deadlines/late.py"
# Days and instants by which something is done; of a plan the last day of a line too, which is
# called as the last day of much that nobody owes.
DUE = {"due_at", "due_on", "answer_due_on", "review_on", "reply_by"}
OF_PLANS = {"ends_on"}
PLANS = ("plans/", "dashboard/overview/")
LOOKUP = r"(?:^|__){}__(?:date__)?(?:lt|lte|gt|gte|range)$"

# (file, how it stands there) → why it says nothing about being late.
OTHERWISE = {
    ("cases/referrals/notes.py", "note.reply_by < timezone.localdate(note.at)"):
        "a day that is typed has to come after the question",
    ("cases/referrals/notes.py", "note.reply_by > timezone.localdate(now) + ANSWER_AT_MOST"):
        "a day that is typed has to be near",
    ("projects/checks.py", "part.due_on < part.last"):
        "a report is due after the time that it tells of",
    ("meetings/permissions.py", "due_on < meeting.day"):
        "a decision is not due before its meeting",
    ("meetings/permissions.py", "due_on > today + FURTHEST"):
        "a mistyped year",
    ("projects/actions.py", "due_on__lte"):
        "thirty days ahead a task is opened",
    ("dashboard/overview/sources.py", "ends_on__lte"):
        "lines that end soon are looked at; the plan says which are late",
    ("dashboard/overview/sources.py", "ends_on__gt"):
        "an act of a network that holds",
    ("dashboard/overview/sources.py", "ends_on__range"):
        "what ends in the month to come",
    ("deadlines/status.py", "self.due_at - at < _HOUR"):
        "the last hour before a deadline",
    ("plans/actions/plans.py", "ends_on - starts_on > LONGEST"):
        "a plan of at most so many years",
    ("plans/actions/plans.py", "ends_on < starts_on"):
        "a plan ends after it begins",
    ("plans/actions/plans.py", "ends_on__lte"):
        "the plan before this one ends when it begins",
    ("plans/actions/reminding.py", "(line.ends_on - day).days > 2"):
        "who has answered is asked once more two days before the end",
    ("plans/actions/reminding.py", "plan.ends_on >= period.first"):
        "whether a plan has days in a half-year",
    ("plans/checks.py", "ends > plan.ends_on"):
        "a line lies inside its plan",
    ("plans/gantt.py", "line.ends_on.year < year"):
        "where a line is drawn",
    ("plans/models.py", "ends_on__gte"):
        "a line ends after it begins",
    ("plans/projects/forms.py", "project.ends_on < today"):
        "which period a report of a project tells of",
    ("plans/queries.py", "ends_on__gte"):
        "a plan that is not over",
    ("plans/queries.py", "one.starts_on <= day <= one.ends_on"):
        "which plan holds on a day",
    ("plans/reports/activity_report.py", "line.ends_on <= last"):
        "what ends within the next half-year",
    ("plans/reports/facts.py", "plan.ends_on >= period.first"):
        "whether a plan has days in a period",
    ("plans/states.py", "0 <= (line.ends_on - day).days <= SOON"):
        "the fortnight before the end",
    ("projects/page.py", "(due.due_on - day).days <= 14"):
        "the fortnight before the end",
}  # fmt: skip


def fields(file: str) -> set[str]:
    return DUE | OF_PLANS if file.startswith(PLANS) else DUE


def named(node: ast.AST, names: set[str]) -> bool:
    return any(
        (isinstance(one, ast.Attribute) and one.attr in names)
        or (isinstance(one, ast.Name) and one.id in names)
        for one in ast.walk(node)
    )


def looked_up(text: str, names: set[str]) -> bool:
    return any(re.search(LOOKUP.format(name), text) for name in names)


def comparisons(file: str, tree: ast.Module) -> Iterator[str]:
    names = fields(file)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            order = any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in node.ops)
            if order and named(node, names):
                yield ast.unparse(node)
        elif isinstance(node, ast.keyword) and node.arg and looked_up(node.arg, names):
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if looked_up(node.value, names):
                yield node.value
        elif isinstance(node, ast.JoinedStr) and looked_up(ast.unparse(node)[2:-1], names):
            yield ast.unparse(node)


def test_what_is_due_is_compared_in_one_place_only():
    found = {
        (file, said)
        for file, tree in modules().items()
        if file != DEFINITION and not file.startswith(("cli/", "demo/", "tools/"))
        for said in comparisons(file, tree)
    }
    assert sorted(found - OTHERWISE.keys()) == []
    assert sorted(OTHERWISE.keys() - found) == [], "gone: take the exception out"


def test_no_template_compares_what_is_due():
    pattern = re.compile(
        r"\{%\s*(?:if|elif)[^%]*\b(?:due_at|due_on|answer_due_on|review_on)\b\s*[<>]"
    )
    assert [name for name, text in templates().items() if pattern.search(text)] == []


def test_the_look_finds_a_definition_of_ones_own():
    for wrong in (
        "late = task.due_at < now()",
        "late = today() > line.ends_on",
        "rows.filter(due_on__lt=day)",
        "rows.filter(task__due_at__lte=at)",
        "Q(**{'clock__due_at__lt': at})",
        "rows.filter(due_at__date__lt=day)",
    ):
        assert list(comparisons("plans/states.py", ast.parse(wrong))), wrong
