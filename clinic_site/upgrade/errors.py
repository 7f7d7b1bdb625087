class UpgradeError(Exception):
    """What cannot be done, or what failed, in sentences for whoever runs the command."""
