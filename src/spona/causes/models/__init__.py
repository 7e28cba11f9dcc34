"""Observations with what follows from them, letters, and unmet needs."""

from spona.causes.models.letters import Letter
from spona.causes.models.needs import Need
from spona.causes.models.observations import MOVES, FollowUp, Observation, Sighting, State

__all__ = ["MOVES", "FollowUp", "Letter", "Need", "Observation", "Sighting", "State"]
