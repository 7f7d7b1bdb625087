"""What only the pages of the desk need."""

import json

from django import template
from django.utils.translation import gettext as _

from content.models import audit

register = template.Library()

register.filter("name_of", audit.name_of)


@register.simple_tag
def formset_data(inline_admin_formset):
    """What the admin's script is told of a form's rows, with our words on the link that adds one."""
    data = json.loads(inline_admin_formset.inline_formset_data())
    data["options"] |= {"addText": str(inline_admin_formset.opts.add_words), "deleteText": _("Remove")}
    return json.dumps(data)
