"""Rounds of data collection: a questionnaire, who is asked, what came back, when it is destroyed.

Owns: rounds with their owners and a key of their own, versions of the form, devices, submissions,
drafts of whoever fills one in; what an XLSForm means (`xlsform`, `expressions`, `form_model`) and
whether an answer fits it (`validation`).
Tells: nobody.
Never: keeps an answer in clear that is not a code of a list, keeps by whom or at what hour
something was sent, shows a single answer to anybody but the owners of the round, a number below
the fewest of `statistics` to anybody else, or treats as true what it does not understand.
"""
