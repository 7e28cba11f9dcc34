"""What a network stands on: its founding document, who signed, who sits, what is still owed.

Owns: founding documents with their scans and signatories, the conditions of each institution with
their dates, the reminders before something runs out.
Tells: the coordinator and the institution, by tasks; opens and closes its own.
Never: takes somebody's access away by itself, unless the network has said that it should.
"""
