"""The exact figures of a year: from count sheets, by two analysts, for the Centre's analysts alone.

`base_tables` says what is counted, `shapes` how official returns ask for it (data of
`return_tables.json` over the facts of `returns.json`), `document` how it lies sealed.
"""
