"""The `spona` command: run, demo, dev, init, doctor, backup, restore, verify, bench, prove.

Owns the key files and the ways to start and stop; drives the rooms through their actions.
Never: opens anything sealed, or keeps a secret in the data folder.
"""
