"""Who holds a key to what: boxes, their sealed sections, and grants to open them.

Owns intake keys with their holders and the paper key, statistics keys, boxes,
sections, grants, codes and sealed files. Whoever acts first wraps every key a
later step needs; `release` and `destroy` then need nobody's key.
Tells the other intake holders, without content, when a key was re-granted or
something assigned to a colleague was opened.
Never: keeps a plaintext, logs content or a reason in words, opens anything in a
job, or seals to an institution that has no active holder.
"""
