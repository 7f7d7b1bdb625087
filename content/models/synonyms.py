"""Other words that patients use for what our texts say."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.text.normalize import squash


class Synonym(models.Model):
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    words = models.CharField(
        _("patients say"), max_length=80, help_text=_("A word or a few, as patients type them: slipped disc")
    )
    means = models.CharField(
        _("our texts say"),
        max_length=200,
        help_text=_("What to look for as well. Put a comma between different ways to say it."),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "words"],
                name="one_row_per_synonym",
                violation_error_message=_("There is a row for these words already. Add to that one."),
            )
        ]

    def __str__(self):
        return self.words

    def save(self, **kwargs):
        self.words = squash(self.words)
        self.means = squash(self.means)
        super().save(**kwargs)
