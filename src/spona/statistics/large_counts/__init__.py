"""All tables up to K-way of a file of any size, without its small numbers (`./spona count`).

Nothing here knows a table of Spona or opens anything: a file goes in, a file comes out. Read
`source` and `engines` (the file, to distinct rows), `cells` (to counts), then `bounds` (what a
reader of them works out), `repair` and `suppress` (what is therefore hidden), `writing`.
What it needs (NumPy, Ibis, an engine) is an extra that no town's server has: import a module of
it only where `engines.missing` has found nothing.
"""
