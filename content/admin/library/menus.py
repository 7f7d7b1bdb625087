"""The menus in the admin: what each item says, where it leads and in which order."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import links
from content.admin.library.shared_form import SharedFormAdmin
from content.admin.lists import named
from content.admin.order import OrderedListAdmin
from content.fields import web_address
from content.models import Document, MenuItem, Page, Topic
from content.models.menus import PLACES, is_built, own_or_secure

NOT_OPEN = gettext_lazy("There is no page that patients can open at this address.")


class MenuItemForm(forms.ModelForm):
    page = forms.ChoiceField(
        label=gettext_lazy("Where it leads"),
        required=False,
        help_text=gettext_lazy("Pages that patients can read now."),
    )
    typed = forms.CharField(
        label=gettext_lazy("Or type an address"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Of this site: /people/ or of another one: https://example.org/"),
    )

    class Meta:
        model = MenuItem
        fields = ["menu", "label"]
        widgets = {"menu": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        item = self.instance
        self.fields["page"].choices = _pages(item)
        self.initial.setdefault("page", _choice_now(item))
        self.initial.setdefault("typed", item.address)

    def clean_typed(self):
        typed = self.cleaned_data["typed"].removeprefix(settings.SITE_URL)
        if typed:
            own_or_secure(typed)
        if typed.startswith("https://") and typed != self.instance.address:
            web_address(typed)
        return typed

    def clean(self):
        cleaned = super().clean()
        if "page" in self.errors or "typed" in self.errors:
            return cleaned
        page, typed = cleaned["page"], cleaned["typed"]
        if bool(page) == bool(typed):
            raise ValidationError({"page": _("Choose a page, or type an address: one of the two.")})
        self.instance.lead_to(page or self._choice_of(typed))
        return cleaned

    def _choice_of(self, typed):
        """What a typed address means, in the words of the choices of `page`. Raises ValidationError.

        A whole page becomes the row behind it, so that the item follows when the page moves.
        """
        path = typed.partition("#")[0].partition("?")[0]
        document = links.document_at(path)
        if document and not document.edition and document.pk != self.instance.document_id:
            raise ValidationError({"typed": NOT_OPEN})
        if path == typed and (choice := _whole_page(path, document)):
            return choice
        if typed.startswith("/") and not links.is_open(path):
            raise ValidationError({"typed": NOT_OPEN})
        return f"address:{typed}"


def _whole_page(path, document):
    """The choice that stands for a page of ours; "" if it has none."""
    if document:
        return f"document:{document.pk}"
    target = links.target_of(path)
    if target and isinstance(target.row, Topic):
        return f"topic:{target.row.pk}"
    return f"place:{target.view}" if target and target.view in PLACES else ""


def _choice_now(item):
    if item.place:
        return f"place:{item.place}"
    if item.topic_id:
        return f"topic:{item.topic_id}"
    return f"document:{item.document_id}" if item.document_id else ""


def _pages(item):
    """All that an item can lead to, in groups: what a select shows."""
    groups = {_("Built in"): [(f"place:{place}", name) for place, name in PLACES.items() if is_built(place)]}
    groups[_("Topics")] = [(f"topic:{topic.pk}", topic.name) for topic in Topic.objects.live()]
    texts = links.texts_to_choose()
    for kind in (Document.Kind.PAGE, Document.Kind.FAQ, Document.Kind.ARTICLE, Document.Kind.EXERCISE):
        groups[kind.label] = [(f"document:{document.pk}", title) for document, title in texts[kind]]
    offered = {value for rows in groups.values() for value, _name in rows}
    if (current := _choice_now(item)) and current not in offered:
        groups[_("As it is now")] = [(current, str(item.topic or item.document or item.name))]
    return [("", _("Choose a page")), *((label, rows) for label, rows in groups.items() if rows)]


@admin.register(MenuItem)
class MenuItemAdmin(SharedFormAdmin, OrderedListAdmin):
    list_title = gettext_lazy("Menus")
    form = MenuItemForm
    list_display = ["says", "menu", "leads_to", "for_patients", "order"]
    ordered_within = "menu"
    fieldsets = [
        (
            None,
            {
                "fields": ["menu", "label", "page", "typed"],
                "description": gettext_lazy(
                    "On top there is room for five items whose words are short enough together to stay on "
                    "one line. As long as you have put nothing at the foot, it shows every live page and "
                    "A to Z. An item whose text is taken down is left out until the text is back."
                ),
            },
        )
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_state()

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        """The first item of an empty menu joins what the menu showed until now."""
        if MenuItem.objects.write_default(obj.menu, Page.objects.live().with_live_title()):
            messages.info(
                request,
                _("What this menu showed until now is in the list too, so that you can move or delete it."),
            )
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("says"), ordering="label")
    def says(self, item):
        return item.name

    @admin.display(description=gettext_lazy("leads to"))
    def leads_to(self, item):
        return named(_("Leads to"), item.leads_to or _("a page this site does not have"))

    @admin.display(description=gettext_lazy("for patients"))
    def for_patients(self, item):
        if item.is_open and item.leads_to:
            return named(_("For patients"), _("shown"))
        reason = _("its text is not live") if item.document_id else _("nothing is live there")
        return named(_("For patients"), _("left out: %s") % reason)
