"""Pages: coming in, the lost and found, one's own account, what is shown once."""
