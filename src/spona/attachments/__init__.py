"""Papers of the network's life (founding documents, minutes, materials), read by the whole table.

Owns: papers with their bytes, in the database, so that they come and go with the rows that name
them and lie in every backup.
Tells nobody. An app above names a paper by a foreign key and decides who gets it.
Never: holds a file of a case or a message (those are sealed in `vault`), takes one of a type it
does not know, serves one inside a page.
"""
