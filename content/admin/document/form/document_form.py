"""What is asked of a text before it is saved; kept text is shown again instead of saved."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.admin.document import trash
from content.admin.document.form import conflicts
from content.models import Document

SLUG = 80  # letters of an address
FIRST_DAY = datetime.date(1990, 1, 1)  # on which patients may have read a text somewhere


class DocumentForm(forms.ModelForm):
    editing = None  # `DocumentAdmin.get_form` makes a class for each request that knows its own

    class Meta:
        help_texts = {"topics": gettext_lazy("Where patients find it.")}

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(self.editing.data, *args, **kwargs)
        self.instance.kind = self.instance.KIND
        if choice := self.fields.get("translation_of"):
            chosen = models.Q(pk=self.instance.translation_of_id)
            choice.queryset = choice.queryset.filter(models.Q(trashed_at=None) | chosen)
        if not self.instance.pk:
            self._ask_of_new_text()
        elif self.instance.was_ever_live():
            self._warn_of_live_text()

    def _ask_of_new_text(self):
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.help_text = _("Leave it empty: it is made from the title when you save.")

    def _warn_of_live_text(self):
        """Of what stands above the settings and is live at once all the same."""
        for name in {"subject", "topics"} & self.fields.keys():
            field = self.fields[name]
            field.help_text = f"{field.help_text} {_('A change is live at once.')}"

    def clean_published_on(self):
        typed, known = self.cleaned_data["published_on"], self.instance.published_on
        if typed and typed != known:
            last = (self.instance.pk and self.instance.first_live_on) or timezone.localdate()
            if not FIRST_DAY <= typed <= last:
                days = {"first": dates.in_words(FIRST_DAY, "day"), "last": dates.in_words(last, "day")}
                raise ValidationError(_("Choose a day from %(first)s to %(last)s.") % days)
        return typed or (known if self.instance.pk and self.instance.was_ever_live() else None)

    def clean_slug(self):
        """An address is taken by a text in the trash too, which is not seen in any list."""
        slug, title = self.cleaned_data["slug"], self.cleaned_data.get("title")
        if not slug and title:
            slug = slugify(title)[:SLUG].strip("-_")
            if not slug:
                raise ValidationError(
                    _("No address can be made from this title: write one, with a letter or number.")
                )
        others = Document.objects.filter(kind=self.instance.kind, slug=slug).exclude(pk=self.instance.pk)
        if other := others.first():
            if other.trashed_at:
                raise ValidationError(_("A text in the trash has this address. Choose another."))
            message = _(
                "“%s” has this address already. If it is this text, go on there; else choose another."
            )
            raise ValidationError(message % other)
        return slug

    def clean(self):
        if self.instance.trashed_at:
            raise ValidationError(trash.not_saved(self.instance))
        if self.editing.kept:
            raise ValidationError(_("This is what you typed. It is not saved yet: save it, or leave it."))
        if self.editing.is_back:
            raise ValidationError(conflicts.NOT_SAVED)
        return super().clean()

    def validate_unique(self):
        """An address is taken within a kind; what is not typed, as the kind, Django would not compare."""
        super().validate_unique()
        if "slug" in self.cleaned_data:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, error)
