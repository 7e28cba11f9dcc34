"""Puts the pages' assets together at set-up: letters, icons, styles, catalogues.

Run as `python -m spona.ui.collect`. Third-party files come from `node_modules` and go
to the ignored folder `assets`; nothing of a third party is committed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

from spona.ui.purge_css import purge
from spona.ui.web_forms import collect_web_forms

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "node_modules"
ASSETS = ROOT / "assets"
WORK_STYLE = Path(__file__).parent / "static/ui/css/work.css"
_FACE = re.compile(r"@font-face \{[^}]*fonts/([\w-]+\.woff2)[^}]*unicode-range: ([^;]+);")
# Files that may name a class of Tabler: `./spona` puts the pages together anew where one changes.
_NAMING = {".html", ".js"}
WEIGHTS = (
    "400Regular/NotoSans_400Regular.ttf",
    "600SemiBold/NotoSans_600SemiBold.ttf",
    "700Bold/NotoSans_700Bold.ttf",
)


def collect() -> None:
    """Everything, in order; safe to run again."""
    static = ASSETS / "static" / "ui"
    shutil.rmtree(ASSETS, ignore_errors=True)
    for folder in (static / "fonts", static / "vendor", ASSETS / "print"):
        folder.mkdir(parents=True)
    _letters(static / "fonts", ASSETS / "print")
    _vendor(static / "vendor")
    collect_web_forms(MODULES, static / "vendor" / "web_forms")
    (static / "icons.svg").write_text(sprite())
    (static / "icons_public.svg").write_text(sprite("icons_public.txt"))
    _catalogues()
    _static_root()


def _letters(screen: Path, paper: Path) -> None:
    """For the screen those that our style asks each file for: the file itself has thousands."""
    from fontTools import subset

    for name, asked in _FACE.findall(WORK_STYLE.read_text()):
        options = subset.Options(flavor="woff2", layout_features=["*"])
        font = subset.load_font(MODULES / "@fontsource-variable/noto-sans/files" / name, options)
        letters = subset.Subsetter(options)
        letters.populate(unicodes=[point for part in asked.split(",") for point in _range(part)])
        letters.subset(font)
        subset.save_font(font, screen / name, options)
    for weight in WEIGHTS:
        shutil.copy(MODULES / "@expo-google-fonts/noto-sans" / weight, paper)


def _range(part: str) -> range:
    """`U+0100-017F`, or one letter."""
    first, _dash, last = part.strip().removeprefix("U+").partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


def _vendor(vendor: Path) -> None:
    """Of Tabler what our pages can use: a hundredth of it."""
    text = (MODULES / "@tabler/core/dist/css/tabler.min.css").read_text()
    # The manifest storage stops at a source map that is not there.
    text = re.sub(r"/\*[#@] sourceMappingURL=\S+ \*/", "", text, flags=re.M)
    package = [path for path in (ROOT / "src/spona").rglob("*") if path.suffix in _NAMING]
    words = {word for path in package for word in re.findall(r"[\w-]+", path.read_text())}
    styles = [path.read_text() for path in (ROOT / "src/spona").rglob("*.css")]
    (vendor / "tabler.min.css").write_text(purge(text, words=words, others=styles))


def sprite(names_in: str = "icons.txt") -> str:
    """One SVG with a symbol for each icon named in that file; the public pages have their own."""
    names = (Path(__file__).parent / names_in).read_text().split()
    symbols = [_symbol(name) for name in sorted(set(names))]
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>"


def _symbol(name: str) -> str:
    svg = (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
    if inner is None:
        raise SystemExit(f"The icon {name} is not an SVG.")
    paths = re.sub(r"\s+", " ", inner[1]).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>'


def _catalogues() -> None:
    import polib

    for path in (ROOT / "src/spona/locale").rglob("*.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def _static_root() -> None:
    """All of it under names with a hash, compressed, and put in the place of what was there.

    Made beside it first: a server that runs meanwhile goes on with the old files, and a build
    that breaks leaves them as they are.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    there = Path(settings.STATIC_ROOT)
    made, before = (there.with_name(f"{there.name}.{word}") for word in ("made", "before"))
    for folder in (made, before):
        shutil.rmtree(folder, ignore_errors=True)
    settings.STATIC_ROOT = made
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    _keep_named_last(there, made)
    if there.exists():
        there.rename(before)
    made.rename(there)
    shutil.rmtree(before, ignore_errors=True)


def _keep_named_last(before: Path, made: Path) -> None:
    """The files of the last build: until the server starts again its pages name them, and so do
    pages that are open in a browser.
    """
    manifest = before / "staticfiles.json"
    if not manifest.exists():
        return
    for name in json.loads(manifest.read_text())["paths"].values():
        if (made / name).exists():
            continue
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        for path in (name, f"{name}.gz", f"{name}.br"):
            if (before / path).exists():
                shutil.copy2(before / path, made / path)


if __name__ == "__main__":
    collect()
