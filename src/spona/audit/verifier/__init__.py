"""What people take away to check the log elsewhere: one file, which imports nothing of Spona."""
