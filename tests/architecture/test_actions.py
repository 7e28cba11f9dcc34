"""Every public action names its actor as a keyword and runs in one logged transaction."""

import ast

from tests.architecture.code import imports, is_actions, modules

# A step that several actions of the app share: it runs inside their transaction and under
# their actor, and no other app may call it.
STEPS = {
    "directory/actions/open_invitations.py:withdraw_open": "part of: invite, end a mandate",
    "directory/actions/contacts.py:write_contact": "part of: add a number, confirm a partner",
    "identity/actions/accounts.py:new_epoch": "part of: change password, recover, end sessions",
    "identity/actions/recovering.py:replace_authenticator": "part of: recover",
    "cases/casefile/actions/excluding.py:add_mark": "part of: lock somebody out, also after a restore",
    "deadlines/actions/rules.py:end_version": "part of: adopt a rule",
    "reference/actions/codes.py:write_code": "part of: confirm a change",
    "reference/actions/legal.py:write_legal": "part of: confirm a change",
    "reference/actions/signs.py:write_signs": "part of: confirm a change",
    "reference/actions/rows.py:add_versions": "part of: load reference data",
    "reference/actions/rows.py:refresh": "part of: load reference data",
    "plans/actions/amending.py:amend": "part of: every change of an adopted plan",
    "plans/actions/plans.py:copy_parts": "part of: begin a plan",
    "plans/actions/parts.py:put_part": "part of: write a part, take a workbook over",
    "plans/actions/parts.py:take_out": "part of: drop a part, take a workbook over",
    "services/actions/offering.py:unconfirm": "part of: write a place, write a part, take it out",
    "vault/actions/boxes.py:attach": "part of: create a box, save a section",
    "vault/actions/ending.py:end_grants": "part of: every action that takes keys away, a saving",
    "vault/actions/keys.py:end_current": "part of: a new version of an intake key",
    "vault/actions/keys.py:end_paper_key": "part of: a new paper key, a re-key after a theft",
    "vault/actions/keys.py:publish": "part of: a new version of an intake key",
    "vault/actions/keys.py:publish_paper_key": "part of: a new paper key",
}
# An action without an actor, each with its reason.
NOBODY_YET = {
    "deadlines/actions/timetable.py:claim": "the worker takes a turn; the job it runs has an actor",
    "deadlines/actions/timetable.py:finished": "the worker notes the end of its turn",
    "identity/actions/entering.py:sign_in": "nobody is known before the password opened the key",
    "identity/actions/entering.py:unlock": "a locked session has no actor until its key is back",
    "identity/actions/entering.py:lock": "locking takes only away, and must never be refused",
    "identity/actions/entering.py:sign_out": "signing out must never be refused",
    "identity/actions/entering.py:step_up": "the request itself carries who proves themselves",
    "identity/actions/security_keys.py:ask_to_sign_in": "before the sign-in, as `sign_in`",
    "identity/actions/security_keys.py:ask_to_step_up": "the request itself carries who asks",
    "identity/actions/recovering.py:ask_to_recover": "before anything is opened, as `recover`",
    "identity/actions/recovering.py:begin_again": "nobody has signed in yet, as `recover`",
    "identity/actions/recovering.py:recover": "somebody who lost the password has no actor",
    "identity/actions/recovering.py:confirm_recovery_code": "typed back before the first sign-in",
    "directory/actions/invitations.py:accept_invitation": "the invited person has no account yet",
    "surveys/actions/drafts.py:drop_coded": "whoever sends what a code kept is nobody to us",
    "statistics/releases/actions.py:result_of": "no act: what is kept of a draw",
    "vault/actions/codes.py:code_refused": "no act: the one sentence for every code",
    "notifications/actions.py:deliver_waiting": "the worker sends what an action has written",
}


def public_functions():
    """(where:name, node, tree) of the functions that other modules may call."""
    for name, tree in modules().items():
        if not is_actions(name) or name.endswith("__init__.py"):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{name}:{node.name}", node, tree


def changes_something(node) -> bool:
    from tests.architecture.test_writes import writes

    return bool(list(writes("", node)))


def is_exported(key: str) -> bool:
    """True when the app's `actions/__init__.py` offers it, or when the app has one file."""
    path, function = key.split(":")
    package = path.rsplit("/", 1)[0] + "/__init__.py"
    if path.endswith("actions.py"):
        return True
    tree = modules().get(package)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree or ast.Module([], []))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return function in names


def test_every_action_names_its_actor_as_a_keyword():
    silent = []
    for key, node, _tree in public_functions():
        if key in NOBODY_YET or key in STEPS or not (is_exported(key) or changes_something(node)):
            continue
        keywords = {argument.arg: argument for argument in node.args.kwonlyargs}
        if "by" not in keywords:
            silent.append(f"{key} has no keyword `by`")
        elif keywords["by"].annotation is None or "Actor" not in ast.unparse(
            keywords["by"].annotation
        ):
            silent.append(f"{key}: `by` is no Actor")
        else:
            at = node.args.kwonlyargs.index(keywords["by"])
            if node.args.kw_defaults[at] is not None:
                silent.append(f"{key}: `by` has a default, so it can be forgotten")
    assert silent == []


def test_every_action_that_writes_does_so_in_a_logged_transaction():
    """The function itself, or the decorator above it, opens `audit.transaction()`."""
    open_ended = [
        key
        for key, node, _tree in public_functions()
        if changes_something(node) and "transaction()" not in ast.unparse(node)
        if not key.startswith("audit/")
    ]
    assert [key for key in open_ended if key not in UNLOGGED and key not in STEPS] == []


UNLOGGED = {
    "deadlines/actions/timetable.py:claim": "one conditional UPDATE, each minute; the job logs itself",
    "deadlines/actions/timetable.py:finished": "as above",
    "notifications/actions.py:deliver_waiting": "that a mail left is a column of the notice",
}


def test_a_shared_step_is_called_by_its_own_app_only():
    strangers = [
        f"{name} calls {key}"
        for key in STEPS
        for name, node in imports()
        if not name.startswith(key.split("/")[0] + "/")
        and (node.module or "").startswith(f"spona.{key.split('/')[0]}.actions")
        and key.split(":")[1] in {alias.name for alias in node.names}
    ]
    assert strangers == []


def test_every_exception_is_still_there():
    known = {key for key, _node, _tree in public_functions()}
    assert set(NOBODY_YET) - known == set()
    assert set(UNLOGGED) - known == set()
    assert set(STEPS) - known == set()


def test_what_opens_something_sealed_is_an_action():
    """`open_section`, `open_many` and `open_file` are called by actions and pages, not by jobs."""
    found = [
        name
        for name, tree in modules().items()
        if name.endswith(("jobs.py", "worker_jobs.py"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in
        ("open_section", "open_many", "open_own", "unwrap")
    ]  # fmt: skip
    assert found == [], "no background job ever needs a key (R3)"
