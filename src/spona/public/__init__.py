"""Public pages that combine apps, and the two health checks.

Owns no table. For all, for each town and for each project that is shown: help now, signs by who
reads, rights, what follows, services, what editors tell, published figures; a leaflet; the quick
exit; `/healthz` and `/readyz`.
Tells nobody.
Never: sets a cookie, needs a script (help sends one, which only makes the quick exit faster and
empties the page; no other page sends any), stores anything in the browser, asks a third party for
anything, shows a number that
nobody has called to confirm (192 apart), an invented or a hidden body, joins two series of
figures, names the matter in a title or an address.
"""
