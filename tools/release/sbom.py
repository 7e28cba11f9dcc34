"""What a wheel is made of and stands on, as a CycloneDX 1.6 bill of materials.

The same commit gives the same bytes: its number comes from the content, its time is the commit's.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any, Final

from tools.release.licences import Licence
from tools.release.locks import Locked

# A namespace of our own; drawn once.
_NUMBERS: Final = uuid.UUID("2f0c4f8e-6d1b-4c39-9a57-3f1f6d4b7c11")


def bill(
    packages: Sequence[tuple[Locked, Licence]],
    *,
    version: str,
    commit: str,
    at: str,
    wheel: tuple[str, str],
) -> str:
    """`at`: time of the commit in UTC; `wheel`: its name and its SHA-256."""
    name, wheel_sum = wheel
    own = f"spona@{version}"
    said: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": at,
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "spona",
                "version": version,
                "hashes": [{"alg": "SHA-256", "content": wheel_sum}],
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "properties": [
                    {"name": "spona:commit", "value": commit},
                    {"name": "spona:wheel", "value": name},
                ],
            },
        },
        "components": sorted((_component(*one) for one in packages), key=lambda one: one["purl"]),
        "dependencies": _dependencies(own, [package for package, _licence in packages]),
    }
    number = uuid.uuid5(_NUMBERS, json.dumps(said, sort_keys=True))
    return json.dumps({"serialNumber": number.urn} | said, indent=1, ensure_ascii=False) + "\n"


def _component(package: Locked, licence: Licence) -> dict[str, Any]:
    scope, _slash, name = package.name.rpartition("/")
    return {
        "type": "library",
        "bom-ref": package.purl,
        **({"group": scope} if scope else {}),
        "name": name,
        "version": package.version,
        "purl": package.purl,
        "hashes": [{"alg": alg, "content": content} for alg, content in package.hashes],
        "licenses": _licences(licence),
    }


def _licences(licence: Licence) -> list[dict[str, Any]]:
    if not licence.expression:
        return [{"license": {"name": name}} for name in licence.names]
    # An identifier is one word; anything else is an expression of several.
    if " " in licence.expression:
        return [{"expression": licence.expression}]
    return [{"license": {"id": licence.expression}}]


def _dependencies(own: str, packages: list[Locked]) -> list[dict[str, Any]]:
    """Which package is there for which, as the lock says it."""
    purls = {package.name: package.purl for package in packages}
    needs: dict[str, set[str]] = {purl: set() for purl in purls.values()}
    for package in packages:
        for wanting in package.wanted_by:
            needs[purls[wanting]].add(package.purl)
    needs[own] = {package.purl for package in packages if package.direct}
    return [{"ref": ref, "dependsOn": sorted(below)} for ref, below in sorted(needs.items())]
