"""How static files are collected for production: hashed names, compressed, imports of modules followed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    # Off by default in Django, which looks for imports with regular expressions: one needs its semicolon,
    # none may be commented out, and no two modules may import each other.
    support_js_module_import_aggregation = True
