"""Templates: a strict policy needs no inline style or script, each form its token, each page one title."""

import re

from tests.architecture.code import templates

PAGES = {name: text for name, text in templates().items() if name.endswith(".html")}
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.S)
# Forms of pages without a cookie: there is no authority to forge, so only the origin is checked.
WITHOUT_TOKEN = {
    "identity/templates/identity/login.html": "public_form: nothing is set before sign-in",
    "identity/templates/identity/recover.html": "public_form",
    "identity/templates/identity/recovered.html": "public_form",
    "identity/templates/identity/recovery_code.html": "typed back to a public_form",
    "identity/templates/identity/renew_keys.html": "typed back to a public_form",
    "identity/templates/identity/parts/typed_back.html": "typed back to a public_form",
    "directory/templates/directory/welcome.html": "public_form",
    **{
        f"tipline/templates/tipline/{name}.html": "public_form"
        for name in ("back", "from", "received", "report", "reported", "thread", "write")
    },
    "directory/templates/directory/welcome_secrets.html": "public_form",
    "surveys/templates/surveys/public/back.html": "public_form",
    **{
        f"training/templates/training/public/{name}.html": "public_form"
        for name in ("join", "leave", "answers", "questions", "test")
    },
}


INCLUDE = re.compile(r'{%\s*include\s+"([^"#]+)"[^%]*%}')
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.S | re.I)


def plain(text: str) -> str:
    return COMMENT.sub("", text)


def drawn(text: str, depth: int = 4) -> str:
    """The text with what it includes, as Django would draw it."""
    if not depth:
        return text

    def part(found: re.Match[str]) -> str:
        inner = [t for name, t in PAGES.items() if name.endswith("/templates/" + found[1])]
        return drawn(plain(inner[0]), depth - 1) if inner else ""

    return INCLUDE.sub(part, plain(text))


def test_no_style_or_script_stands_inline():
    wrong = []
    for name, text in PAGES.items():
        if name.startswith("documents/"):
            continue
        body = plain(text)
        wrong += [f"{name}: style=" for _ in re.findall(r"<[^>]*\sstyle\s*=", body)]
        wrong += [f"{name}: {on}" for on in re.findall(r"<[^>]*\s(on[a-z]+)\s*=", body)]
        wrong += [f"{name}: <style>" for _ in re.findall(r"<style\b", body)]
        wrong += [
            f"{name}: {tag}" for tag in re.findall(r"<script\b[^>]*>", body)
            if "src=" not in tag and "application/json" not in tag
        ]  # fmt: skip
        wrong += [f"{name}: javascript:" for _ in re.findall(r"javascript:", body)]
    assert wrong == []


def test_nothing_is_fetched_from_another_host():
    outside = re.compile(r'(?:src|href|action|hx-get|hx-post)="(https?:)?//[^"]+"')
    wrong = [
        f"{name}: {match[0]}"
        for name, text in PAGES.items()
        for match in outside.finditer(plain(text))
        if "<a " not in plain(text)[max(0, match.start() - 200) : match.start()]
    ]
    assert wrong == []


def test_every_post_form_carries_the_token():
    wrong = []
    for name, text in PAGES.items():
        for form in FORM.findall(drawn(text)):
            if "csrf_token" not in form and name not in WITHOUT_TOKEN:
                wrong.append(name)
    assert wrong == []


def test_every_exception_is_still_needed():
    assert [name for name in WITHOUT_TOKEN if name not in PAGES] == []


def test_every_page_has_one_first_heading():
    """What extends a base has exactly one <h1>, in it or in what it includes or draws."""
    wrong = []
    for name, text in PAGES.items():
        body = plain(text)
        if (
            "{% extends" not in body
            or re.search(r"templates/(ui/)?base", name)
            or "public/base" in name
            or "tipline/base" in name
            or "public/base" in name
        ):
            continue
        count = len(re.findall(r"<h1\b|{% page_head|{% page_header|{% title_row", body))
        # Two in the branches of one `if` are one on the page; the rendered pages are counted too.
        if count == 0 and not re.search(r"{% include|{% block (heading|h1)", body):
            wrong.append(f"{name}: no <h1>")
    assert wrong == []


def test_no_template_marks_text_as_safe_by_itself():
    """`|safe` and autoescape off switch off what keeps typed text from being markup."""
    wrong = [
        name for name, text in PAGES.items()
        if re.search(r"\|\s*safe\b|autoescape off", plain(text))
    ]  # fmt: skip
    assert wrong == []


def test_every_template_that_another_names_is_there():
    """Django looks for an included part when it draws it, which may be on a second page only."""
    there = {name.partition("/templates/")[2] for name in PAGES}
    wrong = [
        f"{name}: {part}"
        for name, text in PAGES.items()
        for part in re.findall(r'{%\s*(?:include|extends)\s+"([^"#]+)', plain(text))
        if part not in there
    ]
    assert wrong == []


def test_no_line_is_longer_than_the_formatter_is_told():
    """It leaves a tag or a chain that it may not break; who reads it needs another way to say it."""
    long = [
        f"{name}:{number}"
        for name, text in PAGES.items()
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > 120
    ]
    assert long == []


def test_no_space_stands_before_a_comma_or_a_full_stop():
    """A break that the formatter puts between two tags is a space where it is shown."""
    turn = r"{%\s*(?:if|for|with)\b[^%]*%}"
    space = re.compile(rf"\s(?:{turn})*[,;.](?=\s|{{|<|$)")
    wrong = [
        f"{name}: {found[0]!r}"
        for name, text in PAGES.items()
        for found in space.finditer(re.sub(r"<[^<>]*>", "<>", plain(text)))
    ]
    assert wrong == []
