"""Pages of rounds for those who make and own them, and the form for whoever is asked."""
