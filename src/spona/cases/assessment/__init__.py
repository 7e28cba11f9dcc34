"""A second person looks at the initial assessment, where an institution has switched that on.

Who asked whom, what was approved and why it was sent back lie in the sealed section
`assessment_approval`; outside the seal there are one neutral task and the row of the institution.
"""
