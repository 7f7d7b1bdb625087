"""What is well on the server, and what to do where it is not: `examine()` gives a Result for each check.

In `content`, below the desk, so that an owner's page can show what `manage.py doctor` prints.
"""

from content.doctor import database, files, server, site  # noqa: F401 - each registers its checks
from content.doctor.results import Level, Result, examine

__all__ = ["Level", "Result", "examine"]
