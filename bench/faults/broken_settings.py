"""The settings of production with something that fails, where the variable BROKEN says."""

import os

from clinic_site.settings import *  # noqa: F403
from clinic_site.settings import MIDDLEWARE, TEMPLATES

WHERE = os.environ["BROKEN"]
if WHERE == "template":
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("bench.faults.broken.context")
else:
    # Before all that asks the database.
    after = MIDDLEWARE.index("clinic_site.security_headers.security_headers") + 1
    MIDDLEWARE.insert(after, f"bench.faults.broken.{WHERE}")
