# The folder has the name of its app.  # noqa: A005
