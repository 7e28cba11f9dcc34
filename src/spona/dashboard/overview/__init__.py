"""The life of networks in pictures: who covers what, who works with whom, how a year went.

Each picture is made of the same rows as its table and its file. Practice networks appear nowhere.
Never: a name of another network, or how many cases there were.
"""
