"""Forms of a conference; none of them saves."""
