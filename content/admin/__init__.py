from content.admin import accounts, documents, library, words

__all__ = ["accounts", "documents", "library", "words"]
