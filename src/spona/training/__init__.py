"""Who learns what: modules, sessions, registration, tests, certificates, follow-up.

Owns: modules with their questions, sessions and places, registrations with attendance and
points, certificates, follow-up questions, the picture of who is trained where.
Tells: participants, by mail and by tasks.
Never: shows one person's points to anybody but them and the trainer, puts a name behind the
square on a certificate.
"""
