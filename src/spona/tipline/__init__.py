"""Messages of people without an account, anonymous or named, and the thread back to them.

Owns: tips with their receipt codes, the messages of the thread, who took a tip over.
Tells: intake holders of the institutions on the route, by content-free notices; opens and
closes its own tasks and deadlines.
Never: sets a cookie, needs a script, stores anything on the device or about the way somebody
came, says whether a code exists, gives an anonymous person's words to an excluded institution.
"""
