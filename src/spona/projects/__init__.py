"""Projects of a network: who pays, who does what, until when, with what result.

Owns: projects, donors and partners with their roles, goals, budget lines, what was spent, dated
rates, results, publications, and when a report is due. The source project is the first record.
Tells: the coordinator's desk, by a task before a report is due; closes it when it was sent.
Activities name their project from the app `plans`, which also makes the reports.
Never: adds amounts of two currencies without a dated rate, publishes a historical address, shows
a full title where it could be read over a shoulder.
"""
