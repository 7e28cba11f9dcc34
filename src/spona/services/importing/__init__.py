"""Services come in as a workbook of ours, or as tables of HSDS: looked at first, then taken over.

Reading order: `columns` (what stands where), `entries` (the same of both kinds of files), `known`
(what is there already), `workbook` and `tabular` (files to entries, and the workbook out),
`differences` (what it would change), `actions`, `views`.
Never: takes over a part of a file unless somebody said so, takes over who confirmed what, keeps a
file in which the address of a confidential place stands.
"""
