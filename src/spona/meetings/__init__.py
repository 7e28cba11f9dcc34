"""Meetings: who is called when, who comes, who was there, what has to be done afterwards.

Owns: meetings (of the table, about what stands still, or a conference about one file) and their
series, invitations with answers, attendance, agenda, minutes and papers of a meeting of the table,
decisions that become tasks in one step; how alive a network is, counted from them.
Tells: those whose accounts the caller names, of the table who speaks for each institution, by
content-free notices; opens and closes its own tasks.
Never: holds a sentence about a person. What a conference is about, its place, its minutes and
the words of its decisions are sealed by the app above. What a table writes in clear is looked
through for people, and a calendar gets a reference, a place and hours.
"""
