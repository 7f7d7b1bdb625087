"""The project: settings, addresses, and what stands in front of Django."""

__version__ = "0.2.0"  # CHANGELOG.md says what is new in it
