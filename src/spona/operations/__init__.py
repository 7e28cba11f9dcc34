"""The `spona` command: run, demo, dev, init, doctor, backup, restore, rehearse, verify, bench,
prove.

Owns the key files, the lock on the data, and the ways to start and stop; drives the rooms through
their actions.
Never: opens anything sealed, or keeps a secret in the data folder.
"""
