"""What institutions gave to people, as quarterly totals; no row of anybody.

Owns: totals of an institution for a quarter and a kind of service, typed by the institution.
Tells: the institution, by a task each quarter; closes it.
Never: keeps a number under five as it is, or anything about a person.
"""
