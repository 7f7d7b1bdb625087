from content.admin import accounts, documents, library, log, pictures, searching, words

__all__ = ["accounts", "documents", "library", "log", "pictures", "searching", "words"]
