"""A request's way in and out: log line, headers, language, actor, refusals, gate.

Each is one small function; the order stands in settings.
"""
