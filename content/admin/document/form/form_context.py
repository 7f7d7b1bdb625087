"""What the page of a form shows beside its fields: the state of the text, who else writes, what is next."""

from content.admin.desk import viewable
from content.admin.document.checks import card_of
from content.admin.document.form import autosave
from content.admin.document.form.patterns import patterns
from content.admin.document.next_step import next_step
from content.admin.document.publishing import states
from content.models import Document, Review, ReviewComment
from content.public.paper.sheet import KINDS
from content.transfer.handout_pdf import is_installed

LINKABLE = 500


def form_context(editing, document, opened):
    """What admin/document/form.html asks for; `document` is None for a new text.

    `opened` is how the text is filed and what rows it has, for the save to tell what others changed since.
    """
    latest = document and document.latest_revision
    return {
        "opened_as": editing.opened_as(
            {
                "version": document.version if document else "",
                "revision": latest.number if latest else "",
                "opened": opened if document else "",
            }
        ),
        "unsaved": autosave.offer(editing),
        "may_publish": editing.model_admin.may_publish(editing.request),
        "linkable": _linkable(editing.user),
        "needs_review": editing.model_admin.model.KIND != Document.Kind.PAGE,
        "patterns": _patterns(editing, document),
        **(_state(editing, document) if document else {}),
    }


def _patterns(editing, document):
    """Offered as long as an article has no text, and no pattern was taken on this page."""
    is_article = editing.model_admin.model.KIND == Document.Kind.ARTICLE
    if not is_article or not editing.may_write or (document and document.body):
        return ()
    return () if editing.data is not None or "pattern" in editing.request.GET else patterns().values()


def _linkable(user):
    """The texts that the editor's link window proposes."""
    kinds = [model.KIND for model in viewable(user)]
    return Document.objects.not_trashed().filter(kind__in=kinds).order_by("title")[:LINKABLE]


def _state(editing, document):
    state = states.shown(document)
    return {
        "may_trash": document.may_be_trashed_by(editing.user),
        **state,
        "has_handout": bool(state["live"]) and document.kind in KINDS,
        "makes_pdf": is_installed(),
        "linking": Document.objects.linking_to(document),
        "next": next_step(document),
        **_comments(editing, document),
        "review_address": editing.model_admin.address("review", document),
        "may_review": editing.user.has_perm("content.add_review"),
        **card_of(editing.model_admin, document),
    }


def _comments(editing, document):
    """What others say of the text: the words on the whole newest version, and how many comments are open."""
    open_comments = ReviewComment.objects.open().of(document)
    on_the_whole = open_comments.on_newest().filter(slot="").exclude(by=editing.user)
    # What a reviewer wrote who asks for changes is the next step already.
    on_the_whole = on_the_whole.exclude(review__verdict=Review.Verdict.CHANGES)
    return {
        "open_comments": open_comments.count(),
        "on_the_whole": on_the_whole.without_answer_of(editing.user),
        "read_address": editing.model_admin.address("read", document),
    }
