"""Projects of a network: who pays, who does what, until when, with what result.

Owns: projects, donors and partners with their roles, budget lines, results and publications.
The source project is the first record.
Tells nobody. Activities name their project from the room `plans`.
Never: adds amounts of two currencies, publishes a historical address.
"""
