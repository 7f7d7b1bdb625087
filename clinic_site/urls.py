"""Every address of the site: the desk of staff; everything else is for patients."""

from django.contrib import admin
from django.urls import include, path

from content.addresses import ADMIN

urlpatterns = [
    path(ADMIN.removeprefix("/"), admin.site.urls),
    path("", include("content.urls")),
]

handler400 = "content.public.errors.bad_request"
handler404 = "content.public.errors.not_found"
handler500 = "content.admin.outage.server_error"
