"""Static files with hashed names, also inside `import` lines of our own modules.

Each lies there compressed too. The pages themselves are not: the length of what is compressed
together can tell of a secret.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """A name with a hash is kept by a browser for good; the plain name for a minute."""

    support_js_module_import_aggregation = True
