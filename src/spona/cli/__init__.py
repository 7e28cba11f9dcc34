"""The `spona` command: init, serve, doctor, backup, restore, rehearse, upgrade, verify.

Owns the key files, the lock on the data, and the ways to start and stop; drives the apps through
their actions.
Never: opens anything sealed, or keeps a secret in the data folder.
"""
