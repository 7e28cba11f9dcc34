"""What is handed out: the wheel, what it is made of, and whether a known weakness is in it."""
