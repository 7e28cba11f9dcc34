"""The one way in which opening fails."""


class Unopenable(Exception):
    """Wrong key, or the data is altered, cut, foreign or of an unknown suite.

    It carries no reason on purpose: which of these it was helps only somebody
    who is trying things out.
    """
