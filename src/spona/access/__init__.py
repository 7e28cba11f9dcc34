"""Who acts, and what a role may do.

Owns: `Actor` (a frozen value made by the middleware), the table of roles and
their permissions, `Denied` with the sentence the user will read, the guards
that stand above each view, and the one-use token of creating forms.
Tells nobody. Never: knows accounts, institutions or cases; it sees ids only.
"""
