class BackupError(Exception):
    """What cannot be done, or what is wrong with an archive, as a sentence for whoever runs the command."""
