from content.admin import accounts, documents, library, pictures

__all__ = ["accounts", "documents", "library", "pictures"]
