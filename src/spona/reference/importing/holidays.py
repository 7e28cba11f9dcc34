"""Non-working days from the `holidays` library, written down so that a year can be checked."""

from typing import Any, Final

_SOURCE: Final = (
    "Python library “holidays”, country RS; law on state and other holidays of Serbia "
    "(Закон о државним и другим празницима у Републици Србији): general knowledge, unverified"
)


def holiday_rows(years: range, country: str = "RS") -> list[dict[str, Any]]:
    """One row per non-working day of the country in these years, by date; none where the library
    does not know it. Of Serbia in Cyrillic and English, of others in English.
    """
    # Here, for a process that serves pages loads no calendars.
    import holidays

    if country != "RS":
        return _elsewhere(years, country)
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


def _elsewhere(years: range, country: str) -> list[dict[str, Any]]:
    import holidays

    try:
        days = holidays.country_holidays(country, years=years, language="en_US")
    except NotImplementedError:
        return []
    source = f"Python library “holidays”, country {country}: general knowledge, unverified"
    return [
        {
            "country": country,
            "date": day.isoformat(),
            "words": {"en": days[day]},
            "source": source,
        }
        for day in sorted(days)
    ]
