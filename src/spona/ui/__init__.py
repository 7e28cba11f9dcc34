"""The face: base pages, components, styles, assets, scripts on `data-*`.

Owns no table and no text of an app. `collect` puts third-party assets, the icon
sprite and the compiled catalogues together at set-up; nothing of it is committed.
"""
