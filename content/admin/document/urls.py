"""The pages about a text, by the last part of their address."""

from django.urls import path

from content.admin.document import (
    address_change,
    correction,
    duplicate,
    handout,
    history,
    preview,
    remind,
    review,
    sign_off_links,
    trash,
)
from content.admin.document.checks import ChecksPage
from content.admin.document.publishing import plan, publish, withdraw
from content.admin.document.reading.page import ReadPage

PAGES = {
    "preview": preview.PreviewPage,
    "withdraw": withdraw.WithdrawPage,
    "moved": address_change.AddressChangePage,
    "publish": publish.PublishPage,
    "schedule": publish.SchedulePage,
    "cancel_plan": plan.CancelPlan,
    "move_plan": plan.MovePlan,
    "cancel_end": plan.CancelEnd,
    "move_end": plan.MoveEnd,
    "correct": correction.CorrectionPage,
    "copy": duplicate.CopyPage,
    "handout": handout.HandoutPage,
    "ask": review.AskForReviewPage,
    "remind": remind.RemindPage,
    "links": sign_off_links.SignOffLinks,
    "read": ReadPage,
    "review": review.ReviewPage,
    "checks": ChecksPage,
    "compare": history.ComparePage,
    "restore": history.RestorePage,
    "untrash": trash.TakeOutOfTrash,
    "delete_for_good": trash.DeleteForGood,
}


def of_pages(model_admin):
    return [
        path(
            f"<int:pk>/{name}/",
            model_admin.admin_site.admin_view(page.as_view(model_admin=model_admin)),
            name=f"content_{model_admin.opts.model_name}_{name}",
        )
        for name, page in PAGES.items()
    ]
