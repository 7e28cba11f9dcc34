"""The legal track of a case: proceedings, hearings, rights in them, guardians, compensation, stay.

All of it lies in the sealed section `legal_track`. Outside the seal its dates are one neutral
review, on the Monday of the week before the nearest of them.
"""
