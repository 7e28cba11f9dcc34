"""A conference about one file: a packet with an end for each who is invited, minutes, decisions."""
