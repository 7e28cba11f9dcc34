"""Speaks as `opendp_worker.py` does and draws plain noise: OpenDP is not among what tests need.

What OpenDP itself does is tried in `test_opendp.py`, where it is installed.
"""

import collections
import itertools
import json
import random
import sys

SIGMA = 2.0
asked = json.load(sys.stdin)
names = list(asked["columns"])


def drawn(rows):
    tables = []
    for dimensions in asked["projections"]:
        places = [names.index(name) for name in dimensions]
        true = collections.Counter(tuple(row[at] for at in places) for row in rows)
        values = []
        for cell in itertools.product(*(asked["columns"][name] for name in dimensions)):
            values.append(true[cell] + random.gauss(0, SIGMA))
        tables.append({"dimensions": dimensions, "std": SIGMA, "values": values})
    return {"version": "0.0", "epsilon": 5.2, "tables": tables}


many = asked.get("many")
said = drawn(asked["rows"]) if many is None else {"many": [drawn(rows) for rows in many]}
json.dump(said, sys.stdout)
