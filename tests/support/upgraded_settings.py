"""The settings of production, with static files that nobody compressed: that takes longer than an upgrade."""

from clinic_site.settings import *  # noqa: F403
from tests.support.project import COMPRESSED

WHITENOISE_SKIP_COMPRESS_EXTENSIONS = COMPRESSED
