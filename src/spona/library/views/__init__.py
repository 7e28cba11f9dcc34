"""Pages of editors, and the files that anybody may fetch once they appeared."""

from spona.library.views.calendars import calendar, calendar_of
from spona.library.views.files import picture_file, publication_file, recording_file

__all__ = ["calendar", "calendar_of", "picture_file", "publication_file", "recording_file"]
