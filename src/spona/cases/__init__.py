"""The case and its way: a report is noticed, written, sent, opened, taken over, answered.

Owns: drafts, referrals with their one table of moves, packets, files, who was locked out,
what stands on paper. A report is a referral (`kind=report`).
Tells: intake holders of the recipient and the writer of the report, by content-free notices;
opens and closes its own tasks and deadlines.
Never: keeps a word about a person outside the vault, shows a row to whom no key leads,
counts or scores a sign, decides for a person, lets a packet change after its preview.
"""
