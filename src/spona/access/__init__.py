"""Who acts, and what a role may do.

Owns: `Actor` (a frozen value made by the middleware), the table of roles and
their permissions, `Denied` with the sentence the user will read, the guards
that stand above each view, what a page does with a refusal, the one-use token of
creating forms, and the registries that apps below ask and apps above fill.
Tells nobody. Never: knows accounts, institutions or cases; it sees ids only.
"""
