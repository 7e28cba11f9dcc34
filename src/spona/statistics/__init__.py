"""The counted record, sealed to the network's statistics key, and masked snapshots of it.

Owns: the shape of a file's `count` section with its form, the tables that are counted, the
rule by which small numbers are masked, snapshots.
Tells nobody. `cases` calls `actions.write_count` when a file is saved or decided.
Never: holds a row or a number in clear that singles out a person, opens a record outside a
request of an analyst, lets two snapshots be compared to find what one of them masks.
"""
