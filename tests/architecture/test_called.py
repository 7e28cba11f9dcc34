"""Every public function has a caller outside the tests.

A reference counts where it is resolved to the function: by a name or an attribute in code, or by
its dotted path in a string (settings, the timetable, the commands). What a framework finds
by a registry is asked of that registry: template tags and system checks.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from django.core.checks.registry import registry
from django.template import engines

from spona.cli.command import VERBS
from spona.services.hsds.api import api
from spona.vault import schemas
from tests.architecture.code import modules
from tools.__main__ import VERBS as TOOLS

Place = tuple[str, str]


def dotted(file: str) -> str:
    """`cases/referrals/models.py` → `spona.cases.referrals.models`; `tools/…` → `tools.…`."""
    parts = file.removesuffix(".py").split("/")
    parts = parts if parts[0] == "tools" else ["spona", *parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def by_name() -> dict[str, ast.Module]:
    return {dotted(file): tree for file, tree in modules().items()}


def is_package(module: str) -> bool:
    return (
        f"{module.removeprefix('spona').replace('.', '/').lstrip('/')}/__init__.py".lstrip("/")
        in modules()
    )


@cache
def imported(module: str) -> dict[str, str]:
    """The names that the imports of a module bind, wherever they stand → what each means."""
    bound = {}
    for node in ast.walk(by_name()[module]):
        if isinstance(node, ast.Import):
            for one in node.names:
                bound[one.asname or one.name.split(".")[0]] = (
                    one.name if one.asname else one.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = module.split(".") if is_package(module) else module.split(".")[:-1]
                up = up[: len(up) - node.level + 1]
                base = ".".join([*up, *([node.module] if node.module else [])])
            for one in node.names:
                bound[one.asname or one.name] = f"{base}.{one.name}"
    return bound


@cache
def meant(path: str) -> str:
    """The place where what a dotted path names is defined, through every re-export."""
    for _ in range(10):
        # What a package imports stands before its module of the same name, as in Python.
        module, _dot, name = path.rpartition(".")
        bound = imported(module).get(name, path) if module in by_name() else path
        if bound == path:
            break
        path = bound
    return path


def named(node: ast.expr, module: str) -> str:
    """What a name or a chain of attributes means in this module; '' for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    path = imported(module).get(node.id, f"{module}.{node.id}")
    for part in reversed(parts):
        path = f"{meant(path)}.{part}"
    return meant(path)


def references(node: ast.AST, module: str) -> Iterator[str]:
    """Everything that is named below a node, re-exports of a package left out."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name | ast.Attribute) and isinstance(one.ctx, ast.Load):
            yield named(one, module)
        elif isinstance(one, ast.Constant) and str(one.value).startswith("spona."):
            # The settings name a function by its path.
            yield meant(str(one.value))


def public_functions() -> dict[str, ast.FunctionDef]:
    return {
        f"{module}.{node.name}": node
        for module, tree in by_name().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def called() -> set[str]:
    found: set[str] = set()
    for module, tree in by_name().items():
        for node in tree.body:
            own = f"{module}.{node.name}" if isinstance(node, ast.FunctionDef) else ""
            found |= {path for path in references(node, module) if path != own}
        # `for app in (life_plans, …): app.fill(…)`: modules as values, their functions by name.
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        found |= {f"{value}.{name}" for value in module_values(tree, module) for name in names}
    return found


def module_values(tree: ast.Module, module: str) -> set[str]:
    """Modules that are handed about as values in this one."""
    bases = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = (
        node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in bases
    )
    return {path for node in names if (path := named(node, module)) in by_name()}


def registered() -> set[str]:
    """What is found by a registry: of Django, of the interface, of the vault, of the commands."""
    found = {*registry.registered_checks, *schemas._UPGRADES.values()}
    engine = engines["django"].engine
    for name in engine.libraries:
        library = engine.template_libraries[name]
        found |= {*library.tags.values(), *library.filters.values()}
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            found |= {operation.view_func for operation in view.operations}
    names = {
        f"{one.__module__}.{one.__qualname__}" for one in found if hasattr(one, "__qualname__")
    }
    return names | {
        f"{module}.run" for verbs in (VERBS, TOOLS) for module, _django, _what in verbs.values()
    }


def test_every_public_function_has_a_caller():
    dead = set(public_functions()) - called() - registered()
    assert sorted(dead) == [], "Delete it, or call it where it was meant to be called."


def test_a_function_that_only_a_test_calls_would_be_found(monkeypatch):
    tree = ast.parse("def forgotten():\n    return forgotten()\n")
    monkeypatch.setattr(f"{__name__}.by_name", lambda: {"spona.planted": tree})
    imported.cache_clear()
    assert set(public_functions()) - called() == {"spona.planted.forgotten"}
    imported.cache_clear(), meant.cache_clear()
