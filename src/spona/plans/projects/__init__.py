"""What the plan app adds to a project: its activities, and the reports to its donors."""
