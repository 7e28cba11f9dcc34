"""What an editor pastes, and what comes out: only our own list of tags and addresses."""

import re
import uuid

import pytest

from spona.library.markdown import pictures_named, to_html, to_text


def test_headings_begin_below_the_title_and_lists_and_tables_come_through():
    made = to_html(
        "# Један\n\n## Два\n\n- а\n- **б**\n\n1. в\n\n> г\n\n| д | ђ |\n|---|:-:|\n| 1 | 2 |", {}
    )
    for part in ("<h2>Један</h2>", "<h3>Два</h3>", "<li>а</li>", "<strong>б</strong>", "<ol>",
                 "<blockquote>", "<th>д</th>", "<td>2</td>"):  # fmt: skip
        assert part in made, part
    assert "style" not in made
    assert "<h1" not in made


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](http://evil.example)",
    "[x](ftp://evil.example)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/x.png)",
    "![x](data:image/svg+xml;base64,AAAA)",
    "![x](/account/)",
    "![x](/pictures/../account/)",
    '[x](https://a.rs "onmouseover=alert(1)")',
    '[x](https://a.rs"onmouseover="alert(1))',
    '![" onerror="alert(1)](picture:3f2a0000-0000-4000-8000-000000000000)',
    "[x]: javascript:alert(1)\n\n[x]",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "<iframe src=https://evil.example></iframe>",
    "<svg onload=alert(1)>",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "<!-- --><script>",
    "<form action=https://evil.example><input name=password></form>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_runs_loads_or_leads_astray(text):
    made = to_html(text, {})
    tags = re.findall(r"<(/?\w+)([^>]*)>", made)
    assert {name.strip("/") for name, _rest in tags} <= {"p", "a", "h2", "ul", "li", "br"}, made
    for name, rest in tags:
        assert "on" not in re.sub(r'href="[^"]*"|rel="[^"]*"', "", rest).lower(), made
        for address in re.findall(r'(?:href|src)="([^"]*)"', rest):
            assert re.match(r"https://a\.rs|mailto:|tel:|#|/(?![/\\])", address), (name, address)


def test_what_may_be_linked_is():
    made = to_html(
        "[а](https://a.rs/?x=1&y=2) [б](tel:192) [в](mailto:a@b.rs) [г](/sr/help/) [д](#dole)", {}
    )
    assert re.findall(r'href="([^"]*)"', made) == [
        "https://a.rs/?x=1&amp;y=2", "tel:192", "mailto:a@b.rs", "/sr/help/", "#dole",
    ]  # fmt: skip
    assert made.count('rel="noreferrer"') == 5


def test_a_picture_is_named_by_its_id_and_by_nothing_else():
    ident = uuid.uuid4()
    assert pictures_named([f"![](picture:{ident}) ![](picture:x)", "picture:"]) == {ident}
    # Another one's, or one that was taken away: no word of it.
    assert "img" not in to_html(f"![](picture:{ident})", {})


def test_words_for_the_search_are_bare():
    assert to_text("# А\n\nб **в** [г](https://a.rs) &amp; <i>") == "А б в г & <i>"


def test_a_mountain_of_brackets_takes_no_time():
    import time

    begun = time.perf_counter()
    for text in ("[" * 30_000, "*" * 30_000, "> " * 15_000, "![" * 15_000, "|a" * 15_000,
                 "- " * 15_000, "<" * 30_000):  # fmt: skip
        to_html(text, {})
    assert time.perf_counter() - begun < 20
