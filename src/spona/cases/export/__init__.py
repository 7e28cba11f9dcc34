"""All files of an institution in one sealed archive: to leave Spona, or for a paper archive."""
