"""One form per step. A form never saves, and a draft keeps what a form would refuse."""
