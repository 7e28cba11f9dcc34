"""A report on A4, for the records office: stamp, signature, delovodni broj."""
