"""A world as a running program: built once, copied per test, served by a real process.

SQLite: the template's folder is copied. PostgreSQL: `CREATE DATABASE … TEMPLATE`.
Nothing is flushed, so the append-only triggers stay on.
"""
