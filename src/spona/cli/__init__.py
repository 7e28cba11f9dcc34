"""The `spona` command: init, keys, serve, doctor, backup, restore, rehearse, upgrade, verify.

Owns the key files, the lock on the data, and the ways to start and stop; drives the apps through
their actions.
Never: opens anything that people sealed, or keeps a secret in the data folder.
"""
