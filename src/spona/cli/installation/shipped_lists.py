"""What the project ships, brought into the tables: lists, rules, bodies, papers, one project."""

from __future__ import annotations

from spona.access.actor import Actor


def load_shipped(*, by: Actor, directory: bool = True) -> None:
    """In the order in which one needs the other; again changes nothing. Without `directory` the
    bodies stay as people have edited them.
    """
    from spona.deadlines.actions import load_rules
    from spona.directory.actions import load_directory
    from spona.mandates.actions import load_founding_documents
    from spona.projects.actions import load_source_project
    from spona.reference.actions import load_reference

    load_reference(by=by)
    load_rules(by=by)
    if directory:
        load_directory(by=by)
    load_founding_documents(by=by)
    load_source_project(by=by)
