"""Pages of trainings: for members, for whoever leads, and the public ones behind a link."""
