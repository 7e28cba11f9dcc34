"""How long a closed case is kept, and that it was destroyed.

An institution sets by two people how long a case with this outcome is kept, and where that is
written. What holds for one case lies in its sealed section `retention`; outside the seal there is
one review month for all closed cases of an institution, and of a destroyed case its reference and
three days.
"""
