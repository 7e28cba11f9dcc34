"""The counted record, sealed to the network's statistics key.

For now it owns only the empty shape that a file's `count` section starts with.
Never: holds a row that singles out a person.
"""
