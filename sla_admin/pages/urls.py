"""The project's own pages: sign-in, preferences, keys, the parts all pages are made of."""

from django.urls import path

from sla_admin.pages.changes import changes, changes_csv
from sla_admin.pages.checks import checks
from sla_admin.pages.favicon import favicon
from sla_admin.pages.gallery import gallery
from sla_admin.pages.keys import keys
from sla_admin.pages.preferences import preferences
from sla_admin.pages.runs import run, run_go_on, run_live, run_stop, run_undo, runs
from sla_admin.pages.sample import sample, sample_load, sample_remove
from sla_admin.pages.setup import setup
from sla_admin.pages.sign_in import SignIn, sign_out
from sla_admin.pages.time import time

urlpatterns = [
    path("setup/", setup, name="setup"),
    path("setup/changes/", changes, name="setup-changes"),
    path("setup/changes/changes.csv", changes_csv, name="setup-changes-csv"),
    path("setup/checks/", checks, name="setup-checks"),
    path("setup/sample/", sample, name="setup-sample"),
    path("setup/sample/load/", sample_load, name="setup-sample-load"),
    path("setup/sample/remove/", sample_remove, name="setup-sample-remove"),
    path("favicon.ico", favicon, name="favicon"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("preferences/", preferences, name="preferences"),
    path("keys/", keys, name="keys"),
    path("time/", time, name="time"),
    path("design/", gallery, name="design"),
    path("runs/", runs, name="runs"),
    path("runs/<int:pk>/", run, name="run"),
    path("runs/<int:pk>/live/", run_live, name="run-live"),
    path("runs/<int:pk>/stop/", run_stop, name="run-stop"),
    path("runs/<int:pk>/go-on/", run_go_on, name="run-go-on"),
    path("runs/<int:pk>/undo/", run_undo, name="run-undo"),
]
