"""Causes and not only consequences: what feeds it in this town, and what people lack here.

Owns: observations (an advert, a workplace, a practice), unmet needs, and what follows from
them: an activity, a letter to an inspection, a line of the plan, a line of the budget.
Tells: whoever has to follow up, by tasks.
Never: holds a person, a settlement or an origin; has no public page; a firm's name is only for
the network.
"""
