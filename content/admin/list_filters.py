"""What a list may be narrowed down by: what it offers, and no other question to the database."""

from django.apps import apps
from django.core.exceptions import SuspiciousOperation

LISTS = ("_changelist", "_export")  # how the names of their addresses end
# What Django's own filters write behind the name of a field; none reads a pattern from an address.
LOOKUPS = {"", "exact", "isnull", "id__exact", "gte", "lt"}


def refuse_other_lookups(request, admin_site):
    """Raise SuspiciousOperation (an answer 400) for a lookup that the list does not offer.

    Django lets every lookup of the list's own fields through; a regular expression on SQLite holds a whole
    worker.
    """
    name = request.resolver_match.url_name or ""
    if not request.GET or not name.endswith(LISTS):
        return
    app, model_name, _list = name.split("_")
    model_admin = admin_site.get_model_admin(apps.get_model(app, model_name))
    fields = {field.name for field in model_admin.opts.get_fields()} | {"pk"}
    filters = model_admin.get_list_filter(request)
    offered = {each if isinstance(each, str) else getattr(each, "parameter_name", "") for each in filters}
    for parameter in request.GET:
        field, _separator, lookup = parameter.partition("__")
        # A name that is no field of the list is left to Django, which leads back to the list.
        is_offered = field in offered and lookup in LOOKUPS if field in fields else not lookup
        if not is_offered:
            raise SuspiciousOperation("This list is not filtered by that.")
