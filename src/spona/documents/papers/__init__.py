"""Papers made of parts: the same text, tables and charts as PDF and as DOCX."""

from spona.documents.papers.docx_file import paper_docx
from spona.documents.papers.printing import Issue, paper_pdf
from spona.documents.papers.sheet import Bar, Chart, Paper, Part, Table

__all__ = ["Bar", "Chart", "Issue", "Paper", "Part", "Table", "paper_docx", "paper_pdf"]
