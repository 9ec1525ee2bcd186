"""The project's own pages: sign-in, preferences, keys, the parts all pages are made of."""

from django.urls import path

from sla_admin.pages.gallery import gallery
from sla_admin.pages.keys import keys
from sla_admin.pages.preferences import preferences
from sla_admin.pages.sign_in import SignIn, sign_out
from sla_admin.pages.time import time

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("preferences/", preferences, name="preferences"),
    path("keys/", keys, name="keys"),
    path("time/", time, name="time"),
    path("design/", gallery, name="design"),
]
