"""The code as data: what the design says about all of it is tested here, without running it."""
