"""Only actions write to the database; whatever else does stands here with its reason."""

from tests.architecture.code import calls, is_actions, modules

WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "acreate",
          "aupdate", "adelete", "asave", "_raw_delete"}  # fmt: skip
# Words that other things say too: they count where the receiver is a query.
ALSO = {"create", "update", "delete"}
QUERY = ("objects", ".filter(", ".exclude(", ".all(", "_set.", "_base_manager")

ALLOWED = {
    "audit/rotation.py": "the log and endings under other key files, inside the one transaction of that",
    "cli/keys/renewing.py": "tags of every signed row of every app under other key files",
    "access/models.py": "`once` keeps the one-use token inside the caller's transaction",
    "audit/endings.py": "every action's transaction writes them last, as it writes the log",
    "audit/recording.py": "the log itself: every action's transaction writes it last",
    "prevention/models.py": "fills the folded search key; called by actions only",
    "directory/models/row_integrity.py": "stamps the row's MAC whenever an action saves it",
    "directory/models/bodies.py": "fills the folded search key; called by actions only",
    "directory/models/people.py": "fills the folded search key; called by actions only",
    "cases/intake/key_rotation.py": "drafts move inside the action that gives their writer new keys",
    "identity/challenges.py": "an answered challenge is spent inside the sign-in action",
    "identity/code_limit.py": "counts codes beside a password, before there is an actor",
    "identity/known_browsers.py": "a browser is remembered inside the sign-in action",
    "identity/owner_notices.py": "tells the owner inside the sign-in action",
    "identity/factors.py": "a used code is spent inside the sign-in action's transaction",
    "identity/models.py": "logs the row's last state whenever an action saves it",
    "identity/jobs.py": "forgets attempts and sessions that ran out; nothing else is touched",
    "identity/limiter.py": "counts attempts before anybody is known, so no actor exists yet",
    "identity/sessions.py": "Django's session engine: the row is made before there is an actor",
    "vault/models/base.py": "logs the row's last state whenever an action saves or deletes it",
    "cli/rehearse/rows.py": "an invented file was closed as long ago as its rehearsal needs",
    "tools/bench/backup.py": "fills a benchmark's own database past all apps",
    "tools/bench/deadlines.py": "fills a benchmark's table past all apps",
    "tools/bench/lists.py": "fills a benchmark's table past all apps",
    "tools/bench/plans.py": "fills a benchmark's table past all apps",
    "tools/bench/tasks.py": "fills a benchmark's table past all apps",
    "demo/network_life/year.py": "the demo's towns began before the year it tells",
    "library/models.py": "fills the folded search key; called by actions only",
    "tools/bench/service_search.py": "fills a benchmark's table past all apps",
    "plans/models.py": "fills the order and the folded search key; called by actions only",
    "reference/models/signed.py": "stamps the row's tag whenever an action saves it",
    "services/search_index.py": "what the search reads is made anew inside the action that changed a row",
    "services/changes.py": "the history is written inside the action that changed a row",
    "services/models/offers.py": "fills the folded search key; called by actions only",
    "surveys/key_rotation.py": "drafts move inside the action that gives their writer new keys",
    "statistics/releases/models.py": "refuses that a line of the ledger is saved twice",
    "vault/key_rotation.py": "wraps move inside the action that gives their person new keys",
    "vault/seeds.py": "a holder's wrap is renewed inside the action that opened it",
}
NO_QUERY = {
    "library/encoding.py": "Pillow writes a picture into memory",
    "vault/photos.py": "Pillow writes a picture into memory",
    "demo/network_life/library.py": "Pillow writes a picture into memory",
    "documents/cards.py": "segno draws a picture into memory",
    "documents/papers/docx_file.py": "python-docx writes a document into memory",
}


def writes(name, tree):
    for line, receiver, method in calls(tree):
        query = any(part in receiver + "." for part in QUERY)
        if method in WRITES or (method in ALSO and query):
            yield f"{name}:{line} {receiver[:60]}.{method}"


def test_only_actions_write():
    found = [
        line
        for name, tree in modules().items()
        if not is_actions(name) and name not in ALLOWED and name not in NO_QUERY
        for line in writes(name, tree)
    ]
    assert found == [], "Move it into the app's actions, or state the reason in ALLOWED."


def test_every_exception_is_still_needed():
    trees = modules()
    idle = [name for name in ALLOWED if name not in trees or not list(writes(name, trees[name]))]
    assert idle == []


def test_a_forgotten_save_in_a_view_would_be_found():
    import ast

    planted = ast.parse("def view(request):\n    Referral.objects.filter(pk=1).update(state='x')\n")
    assert list(writes("cases/views.py", planted))


RAW_SQL = {
    "access/prepared_queries.py": "asks what the ORM has written, with the values of each request",
    "audit/inserts.py": "inserts what may be there already, and is told whether it was",
    "audit/readonly.py": "the switch that makes a connection refuse writes",
    "audit/triggers.py": "the triggers that keep the log append-only",
    "cli/backup/archive.py": "takes the copy of the database",
    "cli/installation/data_lock.py": "takes PostgreSQL's advisory locks, for which Django has no word",
    "cli/doctor/database.py": "asks the database how it is set up",
    "cli/keys/old_rows.py": "has the database wipe rows that were replaced, which Django cannot ask",
    "cli/installation/maintenance.py": "bounds how long PostgreSQL waits for others who read",
    "cli/serve/worker_jobs.py": "has SQLite count, for which Django has no word",
    "public/readiness.py": "the cheapest question a database can be asked",
}


def test_raw_sql_lives_in_few_places():
    found = [
        f"{name}:{line} {receiver}.{method}"
        for name, tree in modules().items()
        if name not in RAW_SQL
        for line, receiver, method in calls(tree)
        if method in ("execute", "executemany", "raw", "extra", "callproc")
        and (method != "execute" or "cursor" in receiver or "connection" in receiver)
    ]
    assert found == []
