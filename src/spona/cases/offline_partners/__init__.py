"""A partner on paper: what is printed, handed over, called, answered second-hand, signed."""
