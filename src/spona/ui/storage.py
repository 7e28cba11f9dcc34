"""Static files with hashed names, also inside `import` lines of our own modules."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
