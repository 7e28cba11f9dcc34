"""Sending something on: from a file to another institution, or on to the one it belongs to."""
