"""What is typed when something is sent on. Each mistake is a sentence beside its field."""
