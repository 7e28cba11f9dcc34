"""Indicators that fill themselves: asked of the apps that know, a few questions for a page."""

from spona.plans.feeds.values import Value, values_in

__all__ = ["Value", "values_in"]
