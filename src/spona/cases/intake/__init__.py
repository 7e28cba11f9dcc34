"""Before sending: a draft that only its writer opens, and the five steps of the flow."""
