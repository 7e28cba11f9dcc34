"""Public pages without a cookie, which need no script, and the pages of intake holders."""
