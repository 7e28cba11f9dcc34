"""The public part of the services as HSDS 3.0: answers of the API and the bulk export.

Reading order: `published` (which rows may go out), `terms`, `objects` (a service as the
specification nests it), `tables` (the same flat), `answers`, `asked`, `api`, `export`, `pages`.
Never: a word of where a confidential place is, a number that nobody called to confirm, what is for
members only, or anything of an invented institution; the history of a row, whose old values may
be any of these.
"""
