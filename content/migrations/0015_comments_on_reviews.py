"""Comments on a text in review; what reviewers wrote of the newest versions is the first of them."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, SET_NULL, F, Q


def take_over_notes(apps, schema_editor):
    alias = schema_editor.connection.alias
    reviews = apps.get_model("content", "Review").objects.using(alias).exclude(note="")
    comments = apps.get_model("content", "ReviewComment").objects.using(alias)
    newest = reviews.filter(carried_from=None, revision__number=F("revision__document__revision_count"))
    for review in newest:
        name = f"{review.name}, {review.credentials}" if review.credentials else review.name
        comment = comments.create(
            revision_id=review.revision_id, review=review, by_id=review.by_id, name=name, text=review.note
        )
        comments.filter(pk=comment.pk).update(created_at=review.created_at)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0014_autosaves_of_every_form"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.CharField(blank=True, max_length=30)),
                ("passage", models.TextField(blank=True)),
                ("quote", models.CharField("about which words", blank=True, max_length=300)),
                ("text", models.TextField("comment", max_length=5000)),
                ("name", models.CharField("name", max_length=170)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "answer_to",
                    models.ForeignKey("content.ReviewComment", CASCADE, null=True, related_name="answers"),
                ),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, SET_NULL, null=True, related_name="+")),
                (
                    "done_by",
                    models.ForeignKey(settings.AUTH_USER_MODEL, SET_NULL, null=True, related_name="+"),
                ),
                ("review", models.ForeignKey("content.Review", CASCADE, null=True, related_name="comments")),
                ("revision", models.ForeignKey("content.Revision", CASCADE, related_name="comments")),
            ],
            options={
                "verbose_name": "comment on a text",
                "default_permissions": (),
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.CheckConstraint(condition=~Q(text=""), name="comments_say_something"),
                    models.CheckConstraint(
                        condition=Q(answer_to=None)
                        | Q(slot="", passage="", quote="", review=None, done_at=None, done_by=None),
                        name="answers_stand_with_their_comment",
                    ),
                    models.CheckConstraint(
                        condition=Q(done_by=None) | Q(done_at__isnull=False), name="who_is_done_says_when"
                    ),
                ],
            },
        ),
        migrations.RunPython(take_over_notes, migrations.RunPython.noop),
    ]
