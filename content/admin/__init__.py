from content.admin import accounts, documents, library

__all__ = ["accounts", "documents", "library"]
