"""What has to be done next in a case: tasks of the case, with words that are sealed beside it.

An open case has at least one open step; the next one is the earliest by its date, what has none is
last. A reminder is somebody's own and never the next step.
"""
