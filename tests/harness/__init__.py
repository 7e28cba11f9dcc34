"""Harnesses that grow with every step: access matrix, byte-scan, statistics of clear columns, load.

Each takes what there is from the code (addresses, tables, members, sections), so a new one
is covered, or fails by name, without anybody remembering it.
"""
