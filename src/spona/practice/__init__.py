"""The training network and its drills: a referral with the deadline running, nobody real.

Owns: stages (an invented network each, with invented bodies, people and keys), drills with who
takes part and what was fed back, whether a network wants to be reminded.
Tells: nobody outside the training network; the people of a network that a drill was called, by
a notice without a mail.
Never: touches a real network or a real key, sends a mail, counts in statistics, coverage or
public pages, gives points or an order, moves anybody into a real institution by itself.

Whoever takes part acts in a membership of an invented institution and opens what is there with
their own key pair: the intake keys of a stage are drawn when a drill begins, with them among the
holders. The invented people are members with accounts like everybody; nobody knows their passwords
but their row of the stage (`InventedMember`), so the app acts with their own mandate and keys,
past no check.
When a drill ends, all that hangs on its stage is erased and its rows are deleted (`sweeping`).
"""
