"""What developers use: tests, checks, proofs, benches, generated documents, catalogues.

It may import everything of `spona`; nothing of `spona` imports it, and no server needs it.
"""
