"""What the plan room adds to a project: its activities, and the reports to its donors."""
