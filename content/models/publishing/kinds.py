"""The kinds of document."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.publishing.document import Document
from content.models.publishing.document_queryset import DocumentQuerySet


class KindManager(models.Manager.from_queryset(DocumentQuerySet)):
    """Documents of the proxy's own kind."""

    def get_queryset(self):
        return super().get_queryset().filter(kind=self.model.KIND)


class Article(Document):
    KIND = Document.Kind.ARTICLE
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [("publish_article", "Can publish articles and take them off the site")]


class FaqSection(Document):
    KIND = Document.Kind.FAQ
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = _("question section")
        verbose_name_plural = _("question sections")
        permissions = [("publish_faqsection", "Can publish question sections and take them off the site")]


class Page(Document):
    KIND = Document.Kind.PAGE
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        permissions = [("publish_page", "Can publish pages and take them off the site")]


class Exercise(Document):
    KIND = Document.Kind.EXERCISE
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        permissions = [("publish_exercise", "Can publish exercises and take them off the site")]


KINDS = {model.KIND: model for model in (Article, Exercise, FaqSection, Page)}
