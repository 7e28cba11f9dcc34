"""What there is to be had from institutions, in the terms of HSDS, and what was given.

Owns: services with their places, numbers, hours, languages, exclusions, room and the history of
their changes; the search; and the sheet of an institution for a quarter, with totals by kind of
service. Written by the institution, or by the coordinator for a partner on paper. And what was
given by unit and donor, as totals that an intake holder lets out of the sealed plans once a month.
Tells: the institution, by a task after each quarter and when nobody confirmed its services for
half a year; the coordinator's desk, by one task of each kind for all partners on paper.
Never: keeps a number from one to four as it is, or anything about a person; keeps or shows where
a confidential place is; gives a number or hours outside that nobody has called to confirm.

`visibility` is the one way out: whoever shows services, on a page, in a file or by an answer, gets
them from there. `search_index` is only what the search reads; it is made from the rows and never
believed.
"""
