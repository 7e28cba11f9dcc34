"""Meetings: who is called when, who comes, who was there, what has to be done afterwards.

Owns: meetings (of a network, or a conference about one file), invitations with their answers,
attendance, decisions that become tasks in one step.
Tells: those whose accounts the caller names, by content-free notices; opens and closes its own
tasks.
Never: holds a sentence about a person. What a conference is about, its place, its minutes and
the words of its decisions are sealed by the room above; here stand a neutral reference,
institutions, times and numbers.
"""
