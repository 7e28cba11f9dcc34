"""Notices inside Spona and mail that says only that something waits.

Owns: notices (kind, neutral reference, link), the mail queue with its retries, the page of
notices, the way in from a mail (`/go/<reference>/`, then `/open/<reference>/`).
Tells: nobody. The address and the language are passed in; an address is kept until the
mail has left and is blanked then. Where a reference leads is registered by apps above.
Never: a name, a matter or a host name of a machine in a mail, its headers or a task's arguments.
"""
