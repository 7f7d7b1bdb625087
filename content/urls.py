"""The addresses that patients see."""

from django.urls import path, re_path

from content.public import a_to_z, files, pages, people, search, sign_off, visit
from content.public.exercises import listing, step_by_step
from content.public.machines import feeds, indexnow_key, llms, manifest, robots, security_txt, sitemaps
from content.public.paper import handouts, short_addresses

urlpatterns = [
    path("", pages.home, name="home"),
    path("articles/", pages.articles, name="articles"),
    path("articles/<slug:slug>/", pages.article, name="article"),
    path(
        "articles/<slug:slug>/<slug:exercise>/step-by-step/",
        step_by_step.in_article,
        name="steps_of_article",
    ),
    path("exercises/", listing.exercises, name="exercises"),
    path("exercises/<slug:slug>/", pages.exercise, name="exercise"),
    path("exercises/<slug:slug>/step-by-step/", step_by_step.alone, name="step_by_step"),
    path("topics/", pages.topics, name="topics"),
    path("topics/<slug:slug>/", pages.topic, name="topic"),
    path("a-z/", a_to_z.a_to_z, name="a_to_z"),
    re_path("^a-z/(?P<letter>[a-z]|other)/$", a_to_z.letter, name="letter"),
    path("faq/", pages.faq_sections, name="faq_sections"),
    path("faq/<slug:slug>/", pages.faq, name="faq"),
    path(
        "faq/<slug:slug>/<slug:below>/<slug:exercise>/step-by-step/",
        step_by_step.in_answer,
        name="steps_of_answer",
    ),
    re_path(
        r"^(?P<place>articles|exercises|faq)/(?P<slug>[-a-zA-Z0-9_]+)/handout/(?P<whole>whole/)?(?P<large>large/)?$",
        handouts.handout,
        name="handout",
    ),
    path("s/<slug:code>/", short_addresses.short_address, name="short_address"),
    path("people/", people.people, name="people"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("visit/", visit.visit, name="visit"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="search_suggest"),
    path("feed/", feeds.feed, name="feed"),
    path("topics/<slug:slug>/feed/", feeds.topic_feed, name="topic_feed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    re_path(
        r"^sitemap-(?P<kind>lists|topics|people|texts)-(?P<number>[1-9][0-9]{0,8})\.xml$",
        sitemaps.sitemap_part,
        name="sitemap_part",
    ),
    path("robots.txt", robots.robots, name="robots"),
    path("llms.txt", llms.llms_txt, name="llms"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", indexnow_key.indexnow_key, name="indexnow_key"),
    re_path(r"^sign-off/(?P<token>[A-Za-z0-9_-]{43})/$", sign_off.sign_off, name="sign_off"),
    re_path(f"^media/pictures/(?P<name>{files.PICTURE_NAME})$", files.picture, name="picture"),
    re_path(
        r"^media/share/(?P<name>[0-9a-f]{16}\.jpg)$",
        files.share_picture,
        name="share_picture",
    ),
    path("<slug:slug>/", pages.page, name="page"),
]
