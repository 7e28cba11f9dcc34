"""The append-only log: one hash chain per institution and one for the system.

Owns lanes, entries and checkpoints, the triggers that refuse change, the read-only switch of the
connection, and the endings: what was ended for good, with copies outside the database, so that no
restore brings it back. `transaction()` is how every action begins: its entries are written at the
very end of the outermost transaction, so a lane's head row is locked for the shortest time and the
chain cannot fork.
Tells nobody. Never: holds content; details are references, counts and codes.
"""

from spona.audit.recording import Log, reading, record_read, transaction

__all__ = ["Log", "reading", "record_read", "transaction"]
