"""The decision on identification: written down as it was heard, kept, counted, never changed."""
