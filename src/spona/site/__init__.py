"""Public pages that combine rooms, and the two health checks.

Owns no table. The front page of each language; help now, for the whole installation and for
each town; the quick exit; `/healthz` and `/readyz`.
Tells nobody.
Never: sets a cookie, sends a script, asks a third party for anything, shows a number that
nobody has called to confirm (192 apart), names the matter in a title or an address.
"""
