"""What only the pages of the desk need."""

from django import template

from content.models import audit

register = template.Library()

register.filter("name_of", audit.name_of)
