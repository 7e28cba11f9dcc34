"""What is counted of a file is computed anew with each save of what it follows from."""
