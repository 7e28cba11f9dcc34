"""The training network and its drills: a referral with the clock running, nobody real.

Owns: the invented network, drills with their steps and times, what was fed back.
Tells: nobody outside the training network.
Never: touches a real network, sends a mail, counts in statistics, coverage or public pages.
"""
