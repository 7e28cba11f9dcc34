"""axe over a page in both themes and both widths, and the width of the page itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.journeys.languages import NAMED

_SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# None of its rules needs the styles fetched once more, which takes a third of the time. The tabs of
# a phone lie over whatever is scrolled below them, which axe takes for too small a target: it looks
# while they rest at their own place, at the end of the page (`test_home` holds that they have one).
_RUN = """async (only) => {
  const tabs = document.querySelector(".tabbar");
  if (tabs) tabs.style.position = "static";
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false,
    ...(only ? {runOnly: {type: "rule", values: only}} : {})});
  if (tabs) tabs.style.position = "";
  return found.violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(" "))]);
}"""
_WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1)
    .map((one) => `${one.tagName.toLowerCase()}.${one.className}`).slice(0, 5);
}"""
# A word of the bar that something else lies on leads elsewhere, and the bar stays while a page is
# read to its end; a square that is cut off is read by no phone.
_HIDDEN = """() => {
  const root = document.documentElement, at = scrollY, found = [];
  for (const end of new Set([0, root.scrollHeight - root.clientHeight])) {
    scrollTo({top: end, behavior: "instant"});
    for (const word of document.querySelectorAll(".topnav a")) {
      const bar = word.closest(".topnav").getBoundingClientRect();
      const box = word.getBoundingClientRect();
      const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
      if (!box.width || x >= bar.right) continue;
      const over = document.elementFromPoint(x, y);
      if (!word.contains(over)) found.push(`covered: ${word.textContent.trim()}, scrolled to ${end}, by ${
        over ? `${over.localName}.${over.className}` : "the edge of the window"}`);
    }
  }
  scrollTo({top: at, behavior: "instant"});
  for (const square of document.querySelectorAll(".qr svg")) {
    const drawn = square.getBBox(), seen = square.viewBox.baseVal;
    if (!seen || drawn.width > seen.width || drawn.height > seen.height) {
      found.push("the square is cut off");
    }
  }
  return found;
}"""
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@cache
def _axe() -> str:
    return _SOURCE.read_text(encoding="utf-8") + "\n;0"


type Look = tuple[str, dict[str, int], list[str] | None]
# All rules at a desk in the light and on a phone in the dark; in the other two looks only those
# that colour and width can change.
IN_THE_HAND: Look = ("dark", PHONE, None)
LOOKS: tuple[Look, ...] = (
    ("light", WIDE, None),
    ("dark", WIDE, ["color-contrast"]),
    IN_THE_HAND,
    ("light", PHONE, ["color-contrast", "target-size"]),
)
# The gate looks once; `./spona prove`, and whoever starts a journey by hand, in every way.
USUAL = LOOKS if NAMED in {"", "all"} else LOOKS[:1]


def faults(page: Page, looks: tuple[Look, ...] = USUAL) -> list[str]:
    """What is wrong with the page as it stands: one line each, with its theme and width."""
    # The policy of the page stops its own scripts, not those of the browser's debugger.
    page.evaluate(_axe())
    found: list[str] = []
    for look in looks:
        scheme, size, only = look
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        name = f"{scheme} {size['width']}"
        violations: list[Any] = page.evaluate(_RUN, only)
        found += [f"{name}: {rule} at {', '.join(where[:3])}" for rule, where in violations]
        found += [f"{name}: {one}" for one in page.evaluate(_HIDDEN)]
        if look == IN_THE_HAND:
            found += [f"{name}: wider than the screen: {one}" for one in page.evaluate(_WIDER)]
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    return found


def hidden(page: Page) -> list[str]:
    """What of the bar and of the squares to scan cannot be seen or pressed as the page stands."""
    found: list[str] = page.evaluate(_HIDDEN)
    return found


def looks_of(language: str) -> tuple[Look, ...]:
    """In which looks a page that is the same in each language is looked at: in Latin letters in
    all of them; in another language, where only the words differ, in the narrowest.
    """
    return USUAL if language == "sr-latn" else (IN_THE_HAND,)
