"""`./spona network`: another town begins, in any country, with its calendar as data."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.actions import create_institution, create_network, seat
from spona.directory.duplicates import doubles
from spona.directory.models import Institution, Network
from spona.directory.queries import centre, national_network
from spona.reference.actions import add_holidays, add_town
from spona.reference.importing.holidays import holiday_rows
from spona.reference.models import Code, Holiday, Town
from spona.reference.scripts import fold, latin
from spona.reference.words import LANGUAGES, is_cyrillic

_YEARS_AHEAD: Final = 5
NATIONAL: Final = "national"


def run(args: list[str]) -> int:
    """2 with a sentence where something is wrong, and nothing is kept; 0 where it is there."""
    given = _arguments().parse_args(args)
    try:
        with audit.transaction():
            said = _VERBS[given.verb](given)
    except (Conflict, Denied) as refused:
        print(refused.sentence)
        return 2
    print("\n".join(said))
    return 0


def _arguments() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="./spona network")
    verbs = asked.add_subparsers(dest="verb", required=True)
    adding = verbs.add_parser("add", help="a town and its network; may be typed again")
    adding.add_argument("slug", help="short name in addresses, small Latin letters: zrenjanin")
    adding.add_argument("--cyrillic", required=True, help="the town in Cyrillic: Зрењанин")
    adding.add_argument("--latin", required=True, help="the town in Latin letters: Zrenjanin")
    adding.add_argument("--in-town", default="", help="as after “in”, in Cyrillic: Зрењанину")
    adding.add_argument("--of-town", default="", help="as after “from”, in Cyrillic: Зрењанина")
    adding.add_argument(
        "--language", action="append", default=[], metavar="CODE=NAME",
        help="the town in one more language: hu=Nagybecskerek; several times",
    )  # fmt: skip
    adding.add_argument("--country", default="RS", help="ISO 3166-1: RS, HU, BA")
    adding.add_argument("--district", default="", help="ISO 3166-2 of its district: RS-02")
    adding.add_argument("--at", default="", metavar="LAT,LON", help="degrees: 45.38361,20.38194")
    adding.add_argument("--time-zone", default="Europe/Belgrade")
    adding.add_argument(
        "--holidays", type=Path, help="CSV: date,sr,en,source; else what the calendars know"
    )
    seating = verbs.add_parser("institution", help="a body of the new town, with a seat")
    seating.add_argument("slug", help="of the network")
    seating.add_argument("--cyrillic", required=True, help="its name in Cyrillic")
    seating.add_argument("--latin", required=True, help="its name in Latin letters")
    seating.add_argument("--sector", required=True, help="as in the list of sectors: social_work")
    seating.set_defaults(language=[])
    national = verbs.add_parser(
        "national", help="where the Centre's analysts hold a key, once; may be typed again"
    )
    national.add_argument("--town", required=True, help="short name of the Centre's town: beograd")
    return asked


def _national(given: argparse.Namespace) -> list[str]:
    """One for the whole country: its only member is the Centre, and nothing is reported in it."""
    by = Actor.system("import")
    there = national_network()
    if there is not None:
        return [f"{there.words} is there already: {there.slug}."]
    town = Town.objects.filter(slug=given.town).first()
    if town is None:
        raise Denied(f"There is no town {given.town}. Add it first: ./spona network add.")
    body = centre()
    if body is None:
        raise Denied("The Centre is not in the directory. Load it first: ./spona import.")
    names = {"sr": "Национална мрежа", "en": "National network"}
    made = create_network(names, slug=NATIONAL, town=town, by=by, kind=Network.Kind.NATIONAL)
    seat(body, network=made, by=Actor.system("operator"))
    return [
        f"{made.words} was added; {body.words} sits in it.",
        "What comes next:",
        "  Who coordinates it, of the Centre:",
        f"    ./spona init --institution {body.code} --name 'Name Surname' --email ADDRESS "
        f"--role reporter --coordinates {made.slug}",
        "  That person names two analysts and makes the statistics key; then the towns compare its",
        "  eight words with them by phone.",
    ]


def _institution(given: argparse.Namespace) -> list[str]:
    """The first bodies of a new town: later ones are added by its people, two by two."""
    by = Actor.system("operator")
    network = Network.objects.real().filter(slug=given.slug).first()
    if network is None:
        slugs = ", ".join(Network.objects.real().values_list("slug", flat=True))
        raise Denied(f"There is no network {given.slug}. There are: {slugs}.")
    known = Code.objects.labels("sector", timezone.localdate())
    if given.sector not in known:
        raise Denied(f"There is no sector {given.sector}. There are: {', '.join(known)}.")
    words = _words(given)
    here = Institution.objects.filter(town=network.town)
    same = [one.institution for one in doubles(words, given.sector, network.town, among=here)
            if one.same_name]  # fmt: skip
    if same:
        return [f"{same[0].words} is there already: {same[0].code}."]
    made = create_institution(
        words, sector=given.sector, town=network.town, source="entered by the operator", by=by
    )
    seat(made, network=network, by=by)
    return [f"{made.words} was added and sits in {network.words}: {made.code}."]


def _added(given: argparse.Namespace) -> list[str]:
    by = Actor.system("import")
    country = given.country.upper()
    words = _words(given)
    _check(given, country)
    town = _town(given, country, words, by)
    network = Network.objects.filter(slug=given.slug).first()
    new = network is None
    if network is None:
        names = {"sr": f"Локална мрежа {words['sr']}", "en": f"Local network {words['en']}"}
        network = create_network(
            names, slug=given.slug, town=town, by=by, time_zone=given.time_zone
        )
    elif network.town_id != town.pk:
        raise Conflict(f"The network {given.slug} is of another town: {network.town.words}.")
    elif network.time_zone != given.time_zone:
        raise Conflict(f"{network.words} is in the time zone {network.time_zone} already.")
    days = _holidays(given.holidays, country, by)
    return _said(network, new=new, country=country, days=days)


def _words(given: argparse.Namespace) -> dict[str, str]:
    words = {"sr": " ".join(given.cyrillic.split()), "en": " ".join(given.latin.split())}
    if not words["sr"] or not is_cyrillic(words["sr"]):
        raise Denied("Write the name in Cyrillic after --cyrillic.")
    if not words["en"] or fold(words["en"]) == "" or latin(words["en"]) != words["en"]:
        raise Denied("Write the name in Latin letters after --latin.")
    for one in given.language:
        code, _equals, name = one.partition("=")
        if code not in LANGUAGES or code in words or not name.strip():
            known = ", ".join(sorted(LANGUAGES - set(words)))
            raise Denied(f"“{one}” is no name in one more language. Write CODE=NAME, of: {known}.")
        words[code] = " ".join(name.split())
    return words


def _check(given: argparse.Namespace, country: str) -> None:
    try:
        validate_slug(given.slug)
    except ValidationError:
        raise Denied(f"“{given.slug}” is no short name: small Latin letters and hyphens.") from None
    if given.slug != given.slug.lower():
        raise Denied(f"“{given.slug}” is no short name: small Latin letters and hyphens.")
    if len(country) != 2 or not (country.isascii() and country.isalpha()):
        raise Denied(f"“{given.country}” is no country. Two letters of ISO 3166-1, as RS or HU.")
    if given.district and not given.district.upper().startswith(f"{country}-"):
        raise Denied(f"The district {given.district} is not in {country}.")
    if given.time_zone not in available_timezones():
        raise Denied(f"There is no time zone {given.time_zone}. Write it like Europe/Belgrade.")


def _town(given: argparse.Namespace, country: str, words: dict[str, str], by: Actor) -> Town:
    """The town of this short name, else a new one; never a second one of the same name."""
    names = {fold(name) for name in words.values()}
    alike = [
        town
        for town in Town.objects.filter(iso_3166_2__startswith=country)
        if names & {fold(name) for name in town.words.values()}
    ]
    there = Town.objects.filter(slug=given.slug).first()
    if there is not None:
        if there not in alike:
            raise Conflict(f"The short name {given.slug} is of another town: {there.words}.")
        return there
    if alike:
        raise Conflict(
            f"{alike[0].words} is there already, under the short name {alike[0].slug}. Type that "
            "one, or a longer name where it is another town."
        )
    at = _at(given.at)
    return add_town(
        given.slug,
        words=words,
        genitive={"sr": given.of_town or words["sr"]},
        locative={"sr": given.in_town or words["sr"]},
        district=given.district.upper() or country,
        at=at,
        by=by,
    )


def _at(typed: str) -> tuple[Decimal, Decimal]:
    try:
        lat, lon = (Decimal(one.strip()) for one in typed.split(","))
    except (ValueError, InvalidOperation):
        raise Denied("Say where the town lies: --at 45.38361,20.38194.") from None
    real = lat.is_finite() and lon.is_finite()
    if not real or abs(lat) > 90 or abs(lon) > 180:
        raise Denied("Degrees go up to 90 and 180. Write --at LATITUDE,LONGITUDE.")
    return lat, lon


def _holidays(path: Path | None, country: str, by: Actor) -> int:
    """How many days of this country are written down after it; without a file none twice."""
    rows: list[dict[str, Any]] = []
    if path is not None:
        rows = _days_of(path, country)
    elif not Holiday.objects.filter(country=country).exists():
        year = timezone.localdate().year
        rows = holiday_rows(range(year, year + _YEARS_AHEAD), country)
    if rows:
        add_holidays(rows, by=by)
    return Holiday.objects.filter(country=country).count()


def _days_of(path: Path, country: str) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return [
            {
                "country": country,
                "date": dt.date.fromisoformat(row["date"]),
                "words": {code: row[code] for code in ("sr", "en") if row.get(code)},
                "source": row["source"],
            }
            for row in csv.DictReader(text.splitlines())
        ]
    except OSError:
        raise Denied(f"There is no file {path}.") from None
    except (KeyError, ValueError):
        raise Denied(f"{path} needs the columns date,sr,en,source; days like 2027-01-01.") from None


def _said(network: Network, *, new: bool, country: str, days: int) -> list[str]:
    slug = network.slug
    lines = [f"{network.words} {'was added' if new else 'is there already'}."]
    lines.append(f"Time zone {network.time_zone}; {days} holidays of {country} written down.")
    if not days:
        lines.append("No calendar knows this country. Write its days: --holidays FILE.")
    seated = network.seats.select_related("institution").order_by("institution__code").first()
    code = seated.institution.code if seated else "CODE"
    lines.append("What comes next:")
    if seated is None:
        lines += [
            "  Two institutions of the town, each then has a code and a seat:",
            f"    ./spona network institution {slug} --cyrillic NAME --latin NAME "
            "--sector social_work",
        ]
    lines += [
        "  The first coordinator:",
        f"    ./spona init --institution {code} --name 'Name Surname' --email ADDRESS "
        f"--role reporter --coordinates {slug}",
        "  One person of another institution, whom the coordinator then names data-protection",
        "  officer: the two add institutions and let in first people from there on.",
        "    ./spona init --institution CODE --name 'Name Surname' --email ADDRESS --role reporter",
    ]
    return lines


_VERBS: Final = {"add": _added, "institution": _institution, "national": _national}
