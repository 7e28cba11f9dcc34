"""The file an institution keeps about one person: its sealed sections and who may open them."""
