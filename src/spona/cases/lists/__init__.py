"""What has arrived, what was sent, what waits in a network, and where a reference leads."""
