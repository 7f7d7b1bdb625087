"""Answers that staff put first for some searches."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.text.normalize import squash


class PinnedResult(models.Model):
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    query = models.CharField(
        _("when patients search for"),
        max_length=100,
        help_text=_("What they type, in any order. Small words such as “the” do not count."),
    )
    document = models.ForeignKey(
        "content.Document",
        models.CASCADE,
        related_name="pinned_results",
        verbose_name=_("show this first"),
        help_text=_("Patients see it only while it is published."),
    )
    anchor = models.CharField(
        _("answer"),
        max_length=80,
        blank=True,
        help_text=_("Empty for the whole text. For one answer: its address, the part after #."),
    )

    class Meta:
        verbose_name = _("answer put first")
        verbose_name_plural = _("answers put first")
        ordering = ["query", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "query", "document"],
                name="one_pinned_result_per_query_and_document",
                violation_error_message=_("This text is put first for these words already."),
            )
        ]

    def __str__(self):
        return self.query

    def save(self, **kwargs):
        self.query = squash(self.query)
        self.anchor = self.anchor.strip().removeprefix("#")
        super().save(**kwargs)
