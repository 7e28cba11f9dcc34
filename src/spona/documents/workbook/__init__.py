"""Workbooks that go out, are changed in a spreadsheet and come back.

An app declares its sheets and columns once (`columns`); from them the workbook is written
(`writing`) and read back (`reading`), with one sentence for each place that is wrong. What differs
from what is there is told as `differences`, which `ui/base_import_preview.html` shows.
Never: knows what a row stands for, compares or saves one; that is the app's.
"""
