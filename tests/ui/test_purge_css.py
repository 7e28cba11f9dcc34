"""Of a library's style only what a page can use is left, and what is left means the same."""

from __future__ import annotations

import pytest

from spona.ui.purge_css import purge

WORDS = {"btn", "btn-primary", "shown", "col-"}


def left(css, *others):
    return purge(css, words=WORDS, others=others)


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        (".btn{color:red}", ".btn{color:red}"),
        (".card{color:red}", ""),
        ("body{color:red}", "body{color:red}"),
        (".card,.btn{color:red}", ".btn{color:red}"),
        (".btn .card{color:red}", ""),
        (".btn.btn-primary:hover{color:red}", ".btn.btn-primary:hover{color:red}"),
        (".btn:not(.card){color:red}", ".btn:not(.card){color:red}"),
        (":is(.card,.btn) p{color:red}", ":is(.card,.btn) p{color:red}"),
        ('[data-x=".card"]{color:red}', '[data-x=".card"]{color:red}'),
        (".col-12{color:red}", ".col-12{color:red}"),
        (".col{color:red}", ""),
        ("@media print{.card{color:red}.btn{color:red}}", "@media print{.btn{color:red}}"),
        ("@media print{.card{color:red}}", ""),
        ('@font-face{font-family:"A";src:url(a)}', '@font-face{font-family:"A";src:url(a)}'),
        ('@charset "utf-8";.btn{color:red}', '@charset "utf-8";.btn{color:red}'),
    ],
)
def test_a_rule_is_left_where_a_page_can_use_it(css, expected):
    assert left(css) == expected


def test_a_custom_property_is_left_where_something_names_it_also_by_way_of_another():
    css = ":root{--a:var(--b);--b:1px;--c:2px;--d:3px}.btn{margin:var(--a)}.card{margin:var(--d)}"
    assert left(css) == ":root{--a:var(--b);--b:1px}.btn{margin:var(--a)}"
    assert "--c:2px" in left(css, "p{margin:var(--c)}")


def test_an_animation_is_left_where_something_plays_it():
    css = "@keyframes turn{to{rotate:1turn}}@keyframes fade{to{opacity:0}}.btn{animation:turn 1s}"
    assert left(css) == "@keyframes turn{to{rotate:1turn}}.btn{animation:turn 1s}"
    assert "fade" in left(css, ".ours { animation: fade 2s }")
