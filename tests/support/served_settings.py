"""The settings of production, with static files as they lie: to collect them takes longer than most tests."""

from clinic_site.settings import *  # noqa: F403
from clinic_site.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
