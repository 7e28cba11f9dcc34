"""What the database knows of its tables before a page with very many rows is asked for."""

from __future__ import annotations

from django.db import connection

from spona.cli.serve.worker_jobs import count_for_planner


def as_the_worker_does():
    """Once a day; PostgreSQL does it by itself, and never within the transaction of a test."""
    count_for_planner()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
