"""Staff pages that combine apps: where each role begins, the navigation, finding a reference.

Owns no table: the desk, the words of the top bar, what every staff page shows around itself.
Tells nobody.
Never: changes anything, opens anything sealed, shows a coordinator more than reference,
institutions, state, deadline and counts, calls anything late by a rule that is only proposed.
"""
