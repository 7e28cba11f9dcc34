"""Words and lists that the field agrees on, and the folding of Serbian text.

Owns: code lists, indicator lists, terms, towns, holidays, legal bases, published figures; the
project's own data under `data/`; transliteration, search keys, sorting; neutral references; the
proposals by which two people change a list, and the tag that says that a row was written by Spona.
Every row carries its source, a certainty, a version and dates of validity.
Tells: nobody. Apps above read what is valid on a day and keep the row they answered with.
Never: rewrites what a code meant, invents a missing fact, or holds anything about a person.
"""
