"""What only the pages of the desk need."""

from django import template

from content.models import staff

register = template.Library()

register.filter("name_of", staff.name_of)
