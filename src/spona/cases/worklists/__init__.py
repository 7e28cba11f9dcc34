"""What has arrived, what was sent, and where a reference leads."""
