"""What institutions gave to people, as quarterly totals; no row of anybody.

Owns: the sheet of an institution for a quarter, and its totals by kind of service, typed by the
institution, or by the coordinator for a partner on paper; each correction keeps what stood there.
Tells: the institution, by a task after each quarter, and the coordinator's desk, by one task for
all partners on paper; closes them when the sheets are typed or there was nothing to report.
Never: keeps a number from one to four as it is, or anything about a person.
"""
