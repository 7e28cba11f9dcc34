"""Who exists: networks, institutions, persons, seats and roles, each with from and to.

Owns: networks and the towns they serve, institutions and their contact points, persons
(an account is optional: many seats are held on paper), members, seats with deputies,
network roles, invitations, the conditions for opening casework.
Makes the `Actor` of a request. Tells nobody; apps above ask it.
Never: holds a key, knows a case, shows a number without saying how sure it is, or
gives anything on the ground of a mandate that is over.
"""
