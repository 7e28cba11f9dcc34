"""Who of the institution works on a file: let in by section, taken out, opened in need."""
