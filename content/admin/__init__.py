from content.admin import accounts, documents, library, log

__all__ = ["accounts", "documents", "library", "log"]
