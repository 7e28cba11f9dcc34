"""What a network stands on: its act, who signed, who sits, what each institution still owes.

Owns: mandates with their documents and signatories, the conditions of each institution with
their dates, the reminders before something runs out.
Tells: the coordinator and the institution, by tasks; opens and closes its own.
Never: takes somebody's access away by itself, unless the network has said that it should.
"""
