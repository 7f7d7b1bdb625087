from django.core.management.base import CommandError


class UpgradeError(CommandError):
    """What cannot be done, or what failed, in sentences for whoever runs the command."""
