"""The half-yearly and the yearly report: made once as a paper, shown as page, PDF and DOCX."""
