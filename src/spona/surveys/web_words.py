"""The words of web-forms in the language of the page: it has none but English of its own.

Its sentences are keyed by themselves, as `spona.ui.web_forms` finds them in the bundle; the words
of its controls by the names that PrimeVue gives them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def sentences_of_form() -> dict[str, str]:
    """By the English of the bundle."""
    good = _("The place is exact enough.")
    return {
        "Send": _("Send the answers"),
        "Location unavailable. Enable GPS and browser permissions, then restart the form to try "
        "again.": _("The browser does not say where you are. Allow it in its settings, then load "
                    "this page again."),
        "Condition not satisfied: constraint": _("This does not fit. Look at it once more."),
        "Condition not satisfied: required": _("Answer this question."),
        "Good accuracy": good,
        "Poor accuracy": _("The place is not exact."),
        "Unknown accuracy": _("It is not known how exact the place is."),
        "Accuracy:": _("Exact to"),
        "Latitude:": _("Latitude:"),
        "Longitude:": _("Longitude:"),
        "Finding your location": _("Finding where you are"),
        "Time taken to capture location:": _("Time so far:"),
        "Location will be saved at": _("The place is taken once it is exact to"),
        "Previous saved location at": _("The place before was exact to"),
        "Cancel": pgettext("form", "Cancel"),
        "Save location": _("Take this place"),
        "Get location": _("Where am I?"),
        "Try again": _("Try again"),
        "Cannot access location": _("The browser does not say where you are."),
        "Grant location permission in the browser settings and make sure location is turned on.": _(
            "Allow it in the settings of the browser, and turn on the location of the device."
        ),
        "Rank items": _("Put in order"),
        "Okay": _("OK"),
        "Take picture": _("Take a picture"),
        "Choose image": _("Choose a picture"),
        "Captured image preview": _("The chosen picture"),
        "Repeat Item": pgettext("one of several in a questionnaire", "Entry"),
        "Remove": _("Remove"),
        "Add": pgettext("one more entry in a questionnaire", "Add:"),
        "Some answers are missing or do not fit.": _(
            "Look at the marked places below. What you wrote is still here."
        ),
        "This picture or recording cannot be shown.": _(
            "This picture or recording cannot be shown."
        ),
    }  # fmt: skip


def words_of_controls() -> dict[str, Any]:
    """As PrimeVue names them; days and months come from the browser."""
    nothing = _("There is nothing to choose.")
    return {
        "accept": _("Yes"),
        "reject": _("No"),
        "clear": _("Clear the day"),
        "today": _("Today"),
        "chooseYear": _("Choose a year"),
        "chooseMonth": _("Choose a month"),
        "chooseDate": _("Choose a day"),
        "prevDecade": _("The ten years before"),
        "nextDecade": _("The next ten years"),
        "prevYear": _("The year before"),
        "nextYear": _("The next year"),
        "prevMonth": _("The month before"),
        "nextMonth": _("The next month"),
        "prevHour": _("An hour less"),
        "nextHour": _("An hour more"),
        "prevMinute": _("A minute less"),
        "nextMinute": _("A minute more"),
        "emptyMessage": nothing,
        "emptyFilterMessage": nothing,
        "emptySearchMessage": nothing,
        "emptySelectionMessage": _("Nothing is chosen."),
        "searchMessage": _("Found: {0}"),
        "selectionMessage": _("Chosen: {0}"),
        "aria": {
            "close": pgettext("verb", "Close"),
            "listLabel": _("Choices"),
            "selectAll": _("Everything is chosen"),
            "unselectAll": _("Nothing is chosen."),
            "star": "1",
            "stars": "{star}",
            "removeLabel": _("Remove"),
        },
    }


def sentences_of_sending() -> dict[str, str]:
    """What the page says where the server itself could not."""
    return {
        "offline": _("The server could not be reached. Look whether there is a network."),
        "large": _("This is larger than one answer can be. Choose smaller pictures."),
        "broken": _("Something broke on our side. Try again in a minute."),
    }
