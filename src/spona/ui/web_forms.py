"""Makes of `@getodk/web-forms` what one page of questionnaires loads: script, Vue and style.

The package is one bundle in English with its letters inside and the address of a map. Here its
words become a look-up in what the page brings; letters, map and times in file names are left out.
Whatever is not found as often as expected ends the set-up: a newer bundle has to be read first.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_BUNDLE: Final = "@getodk/web-forms/dist"
# The element of the page that has the words, as JSON; see `spona.surveys.web_words`.
WORDS_ID: Final = "web-form-words"
_HEAD: Final = (
    f'const spona_page = document.getElementById("{WORDS_ID}")?.textContent ?? "{{}}";\n'
    "const spona_words = JSON.parse(spona_page);\n"
    "const spona_says = (text) => spona_words[text] ?? text;\n"
)

# Before · text · after, as the bundle has it: the text goes through the page's words.
_SAID: Final = (
    ("label: ", "Send", ","),
    ("pA.value = ", "Location unavailable. Enable GPS and browser permissions, then restart the "
     "form to try again.", ";"),
    ("constraintMsg: ", "Condition not satisfied: constraint", ","),
    ("requiredMsg: ", "Condition not satisfied: required", "\n"),
    ("GOOD]: ", "Good accuracy", ","),
    ("ACCEPTABLE]: ", "Good accuracy", ","),
    ("POOR]: ", "Poor accuracy", ","),
    ("UNKNOWN]: ", "Unknown accuracy", "\n"),
    (", ", "Accuracy: ", " +"),
    (", ", "Latitude: ", " +"),
    (", ", "Longitude: ", " +"),
    ("null, ", "Finding your location", ","),
    ("createTextVNode(", "Time taken to capture location: ", ","),
    (", ", " Location will be saved at ", " +"),
    (", ", " Previous saved location at ", " +"),
    ("label: ", "Cancel", ","),
    ("label: ", "Save location", ","),
    ("null, ", "Get location", ","),
    ("null, ", "Try again", ","),
    ("null, ", "Cannot access location", ","),
    ("null, ", "Grant location permission in the browser settings and make sure location is turned "
     "on.", ","),
    ("null, ", "Rank items", ","),
    ('class: "label-text" }, ', " Okay ", ","),
    ("null, ", "Take picture", ","),
    ("null, ", "Choose image", ","),
    ("alt: ", "Captured image preview", "\n"),
    ("literal: ", "Repeat Item", " }"),
    ("label: ", "Remove", ","),
    ("createTextVNode(", " Add ", ","),
)  # fmt: skip
_WRONG: Final = "Some answers are missing or do not fit."
_NOT_SHOWN: Final = "This picture or recording cannot be shown."
WORDS: Final = frozenset({*(text.strip() for _before, text, _after in _SAID), _WRONG, _NOT_SHOWN})

# What it is in the bundle · what it becomes.
_CHANGED: Final = (
    ('from "vue"', 'from "./vue.js"'),
    # Drawing on a map needs one from another host: such questions stay with phones.
    ('import("./MapBlock-Bb-sCnDx.js")', 'Promise.reject(new Error("no map"))'),
    # A form that cannot be read is said by our own page.
    ('=== "FORM_STATE_FAILURE" ? (openBlock(), createBlock(FormLoadFailureDialog',
     '=== "NEVER" ? (openBlock(), createBlock(FormLoadFailureDialog'),
    ('QA === 1 ? "1 question with error." : `${QA} questions with errors.`',
     f'spona_says("{_WRONG}")'),
    ('new Error("Cannot fetch media. Verify the URL and fetch settings.")',
     f'new Error(spona_says("{_NOT_SHOWN}"))'),
    ("new Error(`Media not found. File: ${uA.href}`)", f'new Error(spona_says("{_NOT_SHOWN}"))'),
    ("new Error(`Cannot fetch media. Unknown error. File: ${uA.href}`)",
     f'new Error(spona_says("{_NOT_SHOWN}"))'),
    ('"hour-format": "12"', '"hour-format": "24"'),
    # Of an answer only its day is known: the name of a picture was the time at which it was chosen.
    ('return `${tA.getTime()}${AA ?? ""}`', 'return `${crypto.randomUUID()}${AA ?? ""}`'),
    # Nothing is ever kept in the browser.
    ("localStorage.getItem(DEVICE_ID_KEY)", "null"),
    ("localStorage.setItem(DEVICE_ID_KEY, tA), ", ""),
    ('href: "https://getodk.org",', ""),
    # Buttons with a picture only have a name, a panel is opened by keys too, and a question with
    # several fields is told as one.
    ('class: "button-menu",', 'class: "button-menu", "aria-label": spona_says("Remove"),'),
    ('class: "clear-button",', 'class: "clear-button", "aria-label": spona_says("Remove"),'),
    ('class: "close-icon",', 'class: "close-icon", "aria-label": spona_says("Cancel"),'),
    ('class: "panel-title",\n          role: "button",',
     'class: "panel-title", role: "button", tabindex: "0",\n'
     '          onKeydown: ({ key }) => { if (key === "Enter") AA.value = !AA.value; },'),
    ('id: eA.question.nodeId + "_container",',
     'id: eA.question.nodeId + "_container", role: "group",\n'
     '      "aria-labelledby": eA.question.nodeId + "_label",'),
    ("for: eA.question.nodeId,\n      class: normalizeClass({ required",
     'for: eA.question.nodeId, id: eA.question.nodeId + "_label",\n'
     "      class: normalizeClass({ required"),
    # A link in a label could carry answers to another host; its words stay.
    ('if (eA.type === "link") {\n'
     "      const AA = eA.url.replaceAll(OUTPUT_STRING_REGEX, "
     '(nA, rA) => outputStrings.get(rA) ?? "");\n'
     "      return new Anchor(tA, AA);\n    }",
     'if (eA.type === "link")\n      return new Span(tA, void 0);'),
    # Each entry of a list would be a landmark of the page, all with one name.
    ('role: "region",', 'role: "group",'),
    # The page itself has the title, and its language was chosen before.
    ('createVNode(FormHeader, {\n            form: unref(gA).root\n          }'
     ', null, 8, ["form"]),',
     ""),
    # Workers come from this page and not from an address that holds them.
    ('new Worker("data:text/javascript;base64,".concat(cA))',
     'new Worker(URL.createObjectURL(new Blob([atob(cA)], { type: "text/javascript" })))'),
)  # fmt: skip


def collect_web_forms(modules: Path, target: Path) -> None:
    """Writes `vue.js`, `web_forms.js` and `web_forms.css` into the folder."""
    target.mkdir(parents=True)
    bundle = modules / _BUNDLE
    (whole,) = bundle.glob("index-*.js")
    (target / "web_forms.js").write_text(_HEAD + _changed(whole.read_text()))
    (target / "web_forms.css").write_text(_style((bundle / "index.js").read_text()))
    vue = modules / "vue/dist/vue.runtime.esm-browser.prod.js"
    (target / "vue.js").write_text(vue.read_text())


def _changed(script: str) -> str:
    for before, text, after in _SAID:
        there = f'{before}"{text}"{after}'
        plain = text.strip()
        ends = (text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :])
        said = "".join(
            [f'"{ends[0]}" + ' if ends[0] else "", f'spona_says("{plain}")',
             f' + "{ends[1]}"' if ends[1] else ""]
        )  # fmt: skip
        script = _replaced(script, there, f"{before}{said}{after}")
    for there, instead in _CHANGED:
        script = _replaced(script, there, instead)
    # Its own names of what it gives out change with each build.
    given, _sep, _rest = script.rpartition("\nexport {")
    return f"{given}\nexport {{ OdkWebForm, webFormsPlugin }};\n"


def _replaced(script: str, there: str, instead: str) -> str:
    times = script.count(there)
    if times != 1:
        raise SystemExit(f"web-forms has {times} times and not once: {there}")
    return script.replace(there, instead)


def _style(script: str) -> str:
    """What the bundle would write into the page, as a file of its own, without its letters."""
    found = re.search(r"createTextNode\('((?:[^'\\]|\\.)*)'\)", script)
    if found is None:
        raise SystemExit("web-forms brings its style in another way.")
    text = re.sub(r"\\(.)", r"\1", found[1])
    text = re.sub(r"@font-face\s*\{[^}]*\}", "", text)
    for never in ("data:font", "data:application", "http://fonts", "https://fonts", "@import"):
        if never in text:
            raise SystemExit(f"web-forms still has in its style: {never}")
    return text
