"""What the clinic may offer, and whether a translation keeps up."""

import re

from django.utils.translation import gettext as _

from content.checks.base import BLOCK, WARN, Problems, check
from content.checks.text import Text

_NEEDLING = re.compile(r"\bdry[\s-]+needl|\bpunción seca\b", re.IGNORECASE)


@check("dry needling", BLOCK)
def needling_is_allowed(text: Text) -> Problems:
    """Row 42: a text speaks of dry needling only where the state lets physical therapists do it."""
    if text.context.needling == "yes":
        return
    use = next((pair for pair in text.sentences if _NEEDLING.search(pair[1])), None)
    if not use:
        return
    if text.context.needling == "no":
        why = _("The text is about dry needling, which your state does not allow.")
        fix = _("Take it out, or correct the setting under “Clinic”.")
    else:
        why = _("The text is about dry needling, and nobody has said that your state allows it.")
        fix = _("Ask your state’s board, then set “dry needling” under “Clinic”.")
    yield use[0].slot, why, fix, use[1]


@check("translation", WARN)
def translation_keeps_up(text: Text) -> Problems:
    """Row 43: the text that this one translates has not changed since."""
    if text.context.source_changed:
        why = _("The text that this one translates has changed since.")
        yield "filing", why, _("Compare the two and bring this one up to date."), ""
