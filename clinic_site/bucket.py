"""Pictures in a bucket of S3, or of anything that speaks it: for several hosts (docs/deployment.md).

It stays private. Patients ask the site itself for pictures, so nobody else learns what they read.
"""

import errno
from contextlib import contextmanager
from urllib.parse import quote

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

LACKING = ("404", "NoSuchKey")


class Bucket(S3Storage):
    """A bucket that fails as a disk does, by OSError, and soon: whoever sends a picture waits for it."""

    # Else addresses end after an hour, which kept pages outlive, and a file takes the place of its namesake.
    querystring_auth = file_overwrite = False
    default_acl = None

    def __init__(self, **options):
        config = Config(
            connect_timeout=2,
            read_timeout=5,
            retries={"total_max_attempts": 2},
            max_pool_connections=64,
            # Not every S3 has Amazon's names of hosts and new checksums.
            s3={"addressing_style": "path" if options.get("endpoint_url") else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, transfer_config=TransferConfig(use_threads=False), **options)

    def url(self, name, **more):
        return f"{settings.MEDIA_URL}{quote(name)}"

    def _open(self, name, mode="rb"):
        with self._failing_as_a_disk(name):
            answer = self.bucket.meta.client.get_object(Bucket=self.bucket_name, Key=name)
            return ContentFile(answer["Body"].read(), name)

    def _save(self, name, content):
        with self._failing_as_a_disk(name):
            return super()._save(name, content)

    def delete(self, name):
        with self._failing_as_a_disk(name):
            super().delete(name)

    def exists(self, name):
        with self._failing_as_a_disk(name):
            return super().exists(name)

    def listdir(self, name):
        with self._failing_as_a_disk(name):
            return super().listdir(name)

    def get_modified_time(self, name):
        with self._failing_as_a_disk(name):
            return super().get_modified_time(name)

    @contextmanager
    def _failing_as_a_disk(self, name):
        try:
            yield
        except (Boto3Error, BotoCoreError, ClientError) as error:
            answer = getattr(error, "response", {}).get("Error", {})
            if answer.get("Code") in LACKING:
                raise FileNotFoundError(errno.ENOENT, "It is not in the bucket", name) from error
            what = answer.get("Code") or type(error).__name__
            raise OSError(
                errno.EIO, f"The bucket {self.bucket_name} refuses or does not answer: {what}", name
            ) from error
