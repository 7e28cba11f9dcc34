"""A spreadsheet becomes a form, or a list of mistakes, each with its cell."""
