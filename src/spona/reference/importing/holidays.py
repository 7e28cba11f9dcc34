"""Non-working days from the `holidays` library, written down so that a year can be checked."""

from typing import Any, Final

_SOURCE: Final = (
    "Python library “holidays”, country RS; law on state and other holidays of Serbia "
    "(Закон о државним и другим празницима у Републици Србији): general knowledge, unverified"
)


def holiday_rows(years: range) -> list[dict[str, Any]]:
    """One row per non-working day of Serbia in these years, by date, in Cyrillic and English."""
    # Here, for a process that serves pages loads no calendars.
    import holidays

    serbian = holidays.country_holidays("RS", years=years, language="sr")
    english = holidays.country_holidays("RS", years=years, language="en_US")
    return [
        {
            "country": "RS",
            "date": day.isoformat(),
            "words": {"sr": serbian[day], "en": english[day]},
            "source": _SOURCE,
        }
        for day in sorted(serbian)
    ]
