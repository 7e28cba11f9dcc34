"""Under what licence each running package is, and whether we may hand it out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Final

from tools.release.locks import NPM, Locked

# Free text of older packages that is an identifier of SPDX already, or says exactly one.
_IDENTIFIERS: Final = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "OFL-1.1", "PSF-2.0",
}  # fmt: skip
_SAYS: Final = {
    "Apache License, Version 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "The MIT License (MIT)": "MIT",
}
# The whole text of the licence with two clauses: a third one would not match.
_BSD: Final = re.compile(
    r"Copyright [^.]*All rights reserved\. Redistribution and use in source and binary forms, "
    r"with or without modification, are permitted provided that the following conditions are met: "
    r"\W*Redistributions of source code must retain [^.]*\. "
    r"\W*Redistributions in binary form must reproduce [^.]*\. "
    r"THIS SOFTWARE IS PROVIDED .* EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE\.",
)
_CLASSIFIER: Final = "License :: OSI Approved :: "
# LGPL is allowed: it is used as a library and unchanged.
_REFUSED: Final = re.compile(r"(?<![A-Za-z])A?GPL|GNU (?:Affero )?General Public", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Licence:
    """`expression` of SPDX, else `names` as the package gives them; both empty: none is known."""

    expression: str = ""
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.expression or ", ".join(self.names)

    @property
    def refusal(self) -> str:
        """Why it must not run with Spona; empty where it may."""
        if not str(self):
            return "says no licence"
        # "MIT OR GPL-2.0-only" leaves the choice; inside of brackets nobody looks for one.
        choices = [self.expression] if "(" in self.expression else self.expression.split(" OR ")
        if any(not _REFUSED.search(one) for one in (choices if self.expression else self.names)):
            return ""
        return f"is under {self}"


def licence_of(package: Locked) -> Licence:
    """As the package says it itself: npm's in the lock, Python's in what is installed."""
    if package.ecosystem == NPM:
        return Licence(package.licence)
    try:
        return _said_by(distribution(package.name))
    except PackageNotFoundError:
        return Licence()


def _said_by(installed: Distribution) -> Licence:
    said = installed.metadata
    if expression := said.get("License-Expression"):
        return Licence(expression)
    text = (said.get("License") or "").strip()
    if text in _IDENTIFIERS or text in _SAYS:
        return Licence(_SAYS.get(text, text))
    classified = sorted(
        one.removeprefix(_CLASSIFIER)
        for one in said.get_all("Classifier") or []
        if one.startswith(_CLASSIFIER)
    )
    if len(classified) == 1 and classified[0] in _SAYS:
        return Licence(_SAYS[classified[0]])
    if classified:
        return Licence(names=tuple(classified))
    if text:
        return Licence(names=(text.splitlines()[0],))
    return Licence(_by_its_text(installed))


def _by_its_text(installed: Distribution) -> str:
    """By the first line of a licence that lies in the package, or by the sentences of BSD; empty
    where it says nothing known.
    """
    for name in installed.metadata.get_all("License-File") or []:
        text = (installed.read_text(f"licenses/{name}") or "").strip()
        if text and (found := _SAYS.get(text.splitlines()[0].strip())):
            return found
        if _BSD.fullmatch(" ".join(text.split())):
            return "BSD-2-Clause"
    return ""


def refusals(packages: Iterable[tuple[Locked, Licence]]) -> list[str]:
    """A sentence for each that must not be handed out."""
    return [
        f"{package.name} {package.version} {licence.refusal}."
        for package, licence in packages
        if licence.refusal
    ]


def as_page(packages: Iterable[tuple[Locked, Licence]]) -> str:
    """The list for people, by licence."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for package, licence in packages:
        grouped[str(licence)].append(f"- {package.name} {package.version} ({package.ecosystem})")
    parts = [
        f"## {licence}\n\n" + "\n".join(sorted(lines)) + "\n"
        for licence, lines in sorted(grouped.items())
    ]
    head = "# Licences\n\nSpona itself: Apache-2.0. What runs with it, as each package says it:\n\n"
    return head + "\n".join(parts)
