"""Collected data (CSV, JSON) into the project's own reference files, checked line by line."""

from spona.reference.importing.folder import ImportReport, import_folder
from spona.reference.importing.rows import ImportRefusedError, Problem

__all__ = ["ImportRefusedError", "ImportReport", "Problem", "import_folder"]
