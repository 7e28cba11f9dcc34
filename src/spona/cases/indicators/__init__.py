"""Which list of signs a sector gets, the shape of the answers, and how they are read again."""
