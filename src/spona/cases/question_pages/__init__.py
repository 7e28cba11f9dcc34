"""The pages on which a network says what its case files ask."""
