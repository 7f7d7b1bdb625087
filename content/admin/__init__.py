from content.admin import accounts, documents, library, log, pictures, words

__all__ = ["accounts", "documents", "library", "log", "pictures", "words"]
