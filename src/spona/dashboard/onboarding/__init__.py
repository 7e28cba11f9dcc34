"""The first days of a network, step by step: what is there, what is left, who does it.

Nothing of it is stored: each step is computed from the apps' own rows each time it is looked at.
"""
