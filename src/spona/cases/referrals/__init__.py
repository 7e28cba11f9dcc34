"""One referral from sending to its end: the table of moves, the packet, who is locked out."""
