"""Observations with what follows from them, letters, and unmet needs."""

from spona.prevention.models.letters import Letter
from spona.prevention.models.needs import Need
from spona.prevention.models.observations import MOVES, FollowUp, Observation, Sighting, State

__all__ = ["MOVES", "FollowUp", "Letter", "Need", "Observation", "Sighting", "State"]
