from content.admin import accounts, documents, library, log, menus, pictures, searching, words

__all__ = ["accounts", "documents", "library", "log", "menus", "pictures", "searching", "words"]
