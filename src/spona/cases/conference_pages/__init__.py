"""The pages of a conference, and the coordinator's meeting about what stands still."""
