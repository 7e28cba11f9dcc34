"""Public pages without cookie or script, and the pages of intake holders."""
