"""A paper as somebody types it: row by row or all at once, from the keyboard or a scanner."""

from __future__ import annotations

import sys
from typing import Final

from spona.crypto import codes
from spona.crypto.key_paper import (
    ROW_SYMBOLS,
    ROWS,
    WHOLE,
    WORD_LETTERS,
    WORDS,
    KeyPaper,
    Mistyped,
    read_paper,
    read_row,
)

_LETTERS: Final = WORDS * WORD_LETTERS
# So many symbols behind a row are a slip, not the beginning of the next one.
_SLIP: Final = 2
# Screen and what was scrolled away, then the first place of the screen.
_CLEAR: Final = "\x1b[2J\x1b[3J\x1b[H"


class InputEnded(SystemExit):
    """Nobody types any more; the sentence says that nothing was written."""


def answer(question: str) -> str:
    """One line of what is typed. InputEnded where the input ends."""
    try:
        return input(question)
    except (EOFError, KeyboardInterrupt):
        raise InputEnded("\nThe input ended. Nothing was written.") from None


def typed_paper(title: str) -> KeyPaper:
    """Asks until four rows and two words fit each other; each slip gets a sentence.

    What was typed is then taken from the screen: whoever has the next paper need not see this one.
    """
    print(f"\n{title}")
    rows: list[str] = []
    waiting, line = "", 0
    while True:
        wanted = ROW_SYMBOLS if len(rows) < ROWS else _LETTERS
        if len(waiting) < wanted:
            more = codes.stripped(answer(_question(len(rows), len(waiting))))
            line = len(more)
            waiting += more
            if more:
                continue
            if not waiting:
                _begin_anew(rows)
                continue
        if len(rows) < ROWS:
            # One line with a row and a little more: nobody begins the next row so.
            if line == len(waiting) and 0 < line - ROW_SYMBOLS <= _SLIP:
                print(_too_many(len(rows) + 1, line - ROW_SYMBOLS))
                waiting = ""
                continue
            # A line may hold several rows, and a row may stand on several lines.
            part, waiting = waiting[:ROW_SYMBOLS], waiting[ROW_SYMBOLS:]
            try:
                rows.append(read_row(len(rows) + 1, part))
            except Mistyped as slip:
                print(f"{slip} Type row {len(rows) + 1} again.")
                waiting = ""
            continue
        try:
            paper = read_paper(rows, waiting)
        except Mistyped as slip:
            print(f"{slip} Type the two words again; an empty line begins the paper anew.")
            waiting = ""
            continue
        clear_screen()
        return paper


def clear_screen() -> None:
    if sys.stdout.isatty():
        print(_CLEAR, end="")


def _question(rows: int, typed: int) -> str:
    if rows < ROWS:
        return f"Row {rows + 1}, {ROW_SYMBOLS - typed} more: " if typed else f"Row {rows + 1}: "
    return f"Two words, {_LETTERS - typed} more letters: " if typed else "Two words: "


def _too_many(row: int, number: int) -> str:
    what = "1 symbol" if number == 1 else f"{number} symbols"
    return f"Row {row} has {what} too many. Type row {row} again."


def _begin_anew(rows: list[str]) -> None:
    print("The line is empty." + (" The paper begins anew, with row 1." if rows else ""))
    rows.clear()


def name_of(paper: KeyPaper) -> str:
    return "the whole key" if paper.kind == WHOLE else f"paper {paper.kind} of 3"
