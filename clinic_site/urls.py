"""Every address of the site: staff under /admin/, everything else is for patients."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("content.urls")),
]

handler404 = "content.public.errors.not_found"
handler500 = "content.public.errors.server_error"
