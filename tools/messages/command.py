"""`./spona messages`: catalogues. English is the msgid, Serbian Cyrillic is written by hand,
Serbian Latin is made from it letter by letter and compared in `check`. The languages that only the
public pages speak are written by hand too, and hold no more than a stranger can meet."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polib

from spona.ui import languages
from tools.messages.public import FILES, SENTENCES, questions_of_a_report

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "spona"
# Language → how many forms a counted thing has, and which one a number takes.
PUBLIC_ONLY = {"hu": (2, "nplurals=2; plural=(n != 1);")}
CYRILLIC = SOURCE / "locale/sr/LC_MESSAGES/django.po"
LATIN = SOURCE / "locale/sr_Latn/LC_MESSAGES/django.po"
_SERBIAN = (
    3,
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
)
# What stands for a value must not change its letters.
_KEYWORDS = ("_", "gettext_noop", "gettext_lazy", "ngettext:1,2", "ngettext_lazy:1,2",
             "pgettext:1c,2", "pgettext_lazy:1c,2", "npgettext:1c,2,3",
             "npgettext_lazy:1c,2,3")  # fmt: skip
_KEPT = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}|<[^>]+>|https?://\S+")


def run(args: list[str]) -> int:
    """Without an option: writes. `--check`: only tells. `--merge FILE…`: takes translations in.

    The header `Language` of a merged file says into which catalogue; without one it is Serbian.
    """
    parser = argparse.ArgumentParser(prog="spona messages")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--merge", nargs="*", default=[], type=Path)
    options = parser.parse_args(args)
    if shutil.which("xgettext") is None:
        print("gettext is missing. Type this, then start again:\n  sudo apt-get install -y gettext")
        return 1
    template = extracted()
    catalogue = _merged(template, "sr", options.merge)
    wanted = {CYRILLIC: catalogue, LATIN: to_latin(catalogue)}
    faults = _faults(catalogue, "Serbian")
    for language in PUBLIC_ONLY:
        public = _merged(for_strangers(template), language, options.merge)
        wanted[path_of(language)] = public
        faults += _faults(public, language)
    for path, made in wanted.items():
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_text(made))
        elif not path.exists() or _text(made) != path.read_text():
            faults.append(f"{path.relative_to(ROOT)} is not up to date: ./spona messages")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def path_of(language: str) -> Path:
    return SOURCE / f"locale/{language}/LC_MESSAGES/django.po"


def _text(catalogue: polib.POFile) -> str:
    return str(catalogue) + "\n"


def for_strangers(template: polib.POFile) -> polib.POFile:
    """Of all msgids those that the public pages can show."""
    files = [path for name in FILES for path in _found(name)]
    there = {(entry.msgctxt, entry.msgid) for entry in extracted(files)}
    there |= {(None, sentence) for sentence in (*SENTENCES, *questions_of_a_report())}
    public = polib.POFile()
    public.extend(entry for entry in template if (entry.msgctxt, entry.msgid) in there)
    return public


def _found(name: str) -> list[Path]:
    """The files of a pattern; one that fits nothing is a mistake, not an empty answer."""
    found = sorted(SOURCE.glob(name))
    if not found:
        raise SystemExit(f"messages_public: there is no {name}")
    return found


def extracted(files: Iterable[Path] | None = None) -> polib.POFile:
    """Every msgid, by xgettext over Python and over templates as Django reads them."""
    from django.utils.translation import template as django_template

    paths = files or [*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"),
                      *SOURCE.rglob("templates/**/*.txt")]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for path in sorted(set(paths)):
            if "migrations" in path.parts:
                continue
            text = path.read_text()
            if path.suffix != ".py":
                text = django_template.templatize(text, origin=str(path))
            copy = Path(folder) / path.relative_to(SOURCE)
            copy = copy.with_name(copy.name + ("" if path.suffix == ".py" else ".py"))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text)
            names.append(str(copy.relative_to(folder)))
        if files is None:
            # How the languages of the list are called, which no code says.
            listed = "".join(f"_({one.english!r})\n" for one in languages.used("public"))
            (Path(folder) / "languages.json.py").write_text(listed)
            names.append("languages.json.py")
        out = Path(folder) / "all.pot"
        subprocess.run(
            ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", "--sort-output",
             *(f"--keyword={word}" for word in _KEYWORDS), "-o", str(out), *names],
            cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        return polib.pofile(out.read_text())


def _merged(template: polib.POFile, language: str, extra: list[Path]) -> polib.POFile:
    """The template with the translations there are; nothing else survives."""
    forms = _plurals(language)[0]
    known: dict[tuple[str | None, str], polib.POEntry] = {}
    for path in [path_of(language), *extra]:
        if path.exists():
            read = polib.pofile(str(path))
            if (read.metadata.get("Language") or "sr") != language:
                continue
            for entry in read:
                if entry.msgstr or any(entry.msgstr_plural.values()):
                    known[entry.msgctxt, entry.msgid] = entry
    merged = _empty(language)
    for entry in sorted(template, key=lambda row: (row.msgid, row.msgctxt or "")):
        found = known.get((entry.msgctxt, entry.msgid))
        fresh = polib.POEntry(
            msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural,
            flags=[flag for flag in entry.flags if flag != "fuzzy"],
        )  # fmt: skip
        if entry.msgid_plural:
            plural = found.msgstr_plural if found else {}
            fresh.msgstr_plural = {n: plural.get(n, "") for n in range(forms)}
        else:
            fresh.msgstr = found.msgstr if found else ""
        merged.append(fresh)
    return merged


def _empty(language: str) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": _plurals(language)[1],
    }
    return catalogue


def _plurals(language: str) -> tuple[int, str]:
    return PUBLIC_ONLY.get(language, _SERBIAN)


def to_latin(cyrillic: polib.POFile) -> polib.POFile:
    """The same catalogue in Latin letters."""
    made = _empty("sr_Latn")
    for entry in cyrillic:
        made.append(
            polib.POEntry(
                msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural,
                msgstr=_latin(entry.msgstr), flags=list(entry.flags),
                msgstr_plural={n: _latin(text) for n, text in entry.msgstr_plural.items()},
            )
        )  # fmt: skip
    return made


def _latin(text: str) -> str:
    from spona.reference.scripts import latin

    parts, last = [], 0
    for match in _KEPT.finditer(text):
        parts += [latin(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*parts, latin(text[last:])])


def _faults(catalogue: polib.POFile, language: str) -> list[str]:
    """Untranslated texts, and values that got lost in translation."""
    found = []
    for entry in catalogue:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(texts):
            found.append(f"no {language} for: {entry.msgid!r}")
            continue
        wanted = set(re.findall(r"%\([a-z_]+\)[sd]", entry.msgid_plural or entry.msgid))
        for text in texts:
            have = set(re.findall(r"%\([a-z_]+\)[sd]", text))
            # One form of a plural may say "one" in words.
            if not have <= wanted or (not entry.msgid_plural and have != wanted):
                found.append(f"values differ in {language}: {entry.msgid!r}")
    return found
