# The folder has the name of its room.  # noqa: A005
