from content.admin import accounts, documents, library, log, words

__all__ = ["accounts", "documents", "library", "log", "words"]
