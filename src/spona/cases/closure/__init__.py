"""Closing a case by two people, and opening it again.

Why it ends, how the person is now, what becomes of each open step and who was told lie in the
sealed section `closing`; outside the seal there are one neutral task and the day it was closed.
"""
