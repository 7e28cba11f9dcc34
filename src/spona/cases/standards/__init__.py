"""Standards of others: a case and the counted record, out to them and in from them.

HTCDS 2.0 by the mapping of the case field list, and any other one by a profile that somebody loads.
Never: a second inner model, an export named after a standard whose profile nobody has loaded.
"""
