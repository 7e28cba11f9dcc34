"""What the data-protection officer of an institution sees: who, how much and when; no content."""
