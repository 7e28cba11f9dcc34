"""What apps below ask of apps above, by names in the settings: checked before Spona starts.

A name that is missing or misspelt would fail open: somebody excluded would see what they must not,
or keys would stay behind. So there is no default, and nothing starts with one that is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


def check_sources(setting: str, kinds: Collection[str], *, why: str, alone: bool = True) -> None:
    """ImproperlyConfigured unless the setting names, for each of `kinds`, something of its own
    that can be called, and with `alone` nothing else. `why` says what would happen without it.
    """
    table = getattr(settings, setting, None)
    if not isinstance(table, Mapping):
        raise _refused(setting, "is missing", why)
    if missing := sorted(set(kinds) - table.keys()):
        raise _refused(setting, f"names nothing for {', '.join(missing)}", why)
    if alone and (foreign := sorted(table.keys() - set(kinds))):
        raise _refused(setting, f"names {', '.join(foreign)}, which nobody asks for", why)
    # The timetable says beside each name how often.
    named = {
        kind: table[kind] if isinstance(table[kind], str) else table[kind][0] for kind in kinds
    }
    if len(set(named.values())) != len(named):
        raise _refused(setting, "names one function for two things", why)
    for kind, path in named.items():
        try:
            known = callable(import_string(path))
        except (ImportError, AttributeError, TypeError):
            known = False
        if not known:
            raise _refused(setting, f"names {path!r} for {kind}, and that is not there", why)


def _refused(setting: str, what: str, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"Spona does not start: settings.{setting} {what}. {why} "
        "Put the name right and start again."
    )
