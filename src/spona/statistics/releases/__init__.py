"""Releases: figures for the public, with noise by differential privacy and a budget that is booked.

A cohort is the people of a network whose first report came in one year; each person is in exactly
one. What is read of a release (`models`, `policy`, `showing`, `published`) imports nothing that
counts: a release holds its own rows.
"""
