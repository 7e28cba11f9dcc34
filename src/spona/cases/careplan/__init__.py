"""The care plan of a case: needs, goals and steps, who adopted it, the sheet for the person."""
