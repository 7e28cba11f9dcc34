"""The action plan and what was done: objectives, measures, planned activities, indicators.

Owns: plans with their lines and indicators, progress, activities that took place, the reports
to city council and donor.
Tells: whoever is responsible for a line, by tasks.
Never: counts a person, shows a case number, adds amounts of two currencies without a dated rate.
"""
