"""The counted record of a file, count sheets for the network's analysts, masked snapshots of them.

Owns: the shape of a file's `count` section, the sheets in which an institution seals its records
to the statistics key once a month, the tables that are counted, the rule by which small numbers
are masked, snapshots, and the exact figures of a year that two analysts hand over to the Centre's.
`cases` computes the record and calls `actions.write_count` with each save.
Tells: the second analyst, and then the first one and those of the Centre, without content.
Never: holds a row or a number in clear that singles out a person, opens a record outside a
request of an analyst, lets two snapshots be compared to find what one of them masks.
"""
