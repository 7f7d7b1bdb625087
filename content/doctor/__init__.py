"""What is well on the server, and what to do where it is not: `examine()` gives a Result for each check.

In `content`, below the desk, so that an owner's page can show what `manage.py doctor` prints.
"""

# Each registers its checks.
from content.doctor import backups, database, files, jobs, server, site, texts  # noqa: F401
from content.doctor.results import OF_OWNER, QUICK, Level, Result, examine, remember, remembered

__all__ = ["OF_OWNER", "QUICK", "Level", "Result", "examine", "remember", "remembered"]
