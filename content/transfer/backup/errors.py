from django.core.management.base import CommandError


class BackupError(CommandError):
    """What cannot be done, or what is wrong with an archive, as a sentence for whoever runs the command."""


def in_words(error):
    """The end of a sentence about an OSError: which file it was, where that is known, and why."""
    return ": ".join(filter(None, (error.filename, error.strerror or str(error))))
