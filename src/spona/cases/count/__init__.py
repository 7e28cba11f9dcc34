"""What is counted of a file: computed from its sections, never typed, sealed with it."""
