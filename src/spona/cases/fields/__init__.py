"""What a case knows about its person: one declared list of fields.

Owns: `FIELDS`, and what derives from it: form fields, the facts that pages and papers show, the
texts of a packet's parts, what is counted. A new field is one entry of the list with its words.
Never: opens or saves anything. A sealed document keeps every field it holds, also one that this
version does not know.
"""
