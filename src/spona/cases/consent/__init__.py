"""On what a packet rests, for this sender and this recipient, and what no lawyer has confirmed."""
