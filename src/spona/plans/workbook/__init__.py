"""A plan as a workbook of one sheet: out, in, and what it would change."""
