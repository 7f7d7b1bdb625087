"""The addresses that patients see."""

from django.urls import path, re_path

from content import machines, search_pages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/", views.articles, name="articles"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("a-z/", views.a_to_z, name="a_to_z"),
    re_path("^a-z/(?P<letter>[a-z]|other)/$", views.letter, name="letter"),
    path("faq/", views.faq_sections, name="faq_sections"),
    path("faq/<slug:slug>/", views.faq, name="faq"),
    path("people/", views.people, name="people"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("search/", search_pages.search, name="search"),
    path("search/suggest/", search_pages.suggest, name="search_suggest"),
    path("feed/", machines.feed, name="feed"),
    path("topics/<slug:slug>/feed/", machines.topic_feed, name="topic_feed"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    re_path(
        r"^sitemap-(?P<kind>lists|topics|people|texts)-(?P<number>[1-9][0-9]{0,8})\.xml$",
        machines.sitemap_part,
        name="sitemap_part",
    ),
    path("robots.txt", machines.robots, name="robots"),
    path("llms.txt", machines.llms_txt, name="llms"),
    path(".well-known/security.txt", machines.security_txt, name="security_txt"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", machines.indexnow_key, name="indexnow_key"),
    re_path(r"^sign-off/(?P<token>[A-Za-z0-9_-]{43})/$", views.sign_off, name="sign_off"),
    re_path(
        r"^media/pictures/(?P<name>[0-9a-f]{16}-[0-9]{1,4}\.(?:avif|webp|jpg))$",
        views.picture,
        name="picture",
    ),
    re_path(
        r"^media/share/(?P<name>[0-9a-f]{16}\.jpg)$",
        views.share_picture,
        name="share_picture",
    ),
    path("<slug:slug>/", views.page, name="page"),
]
