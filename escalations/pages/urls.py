"""Pages of who hears of it."""

from django.urls import path

from escalations.pages import notices
from escalations.pages.policy_tests import policy_test_remove, policy_tests
from escalations.pages.simulate import simulation, simulation_keep
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/latest/", notices.notices_latest, name="notices-latest"),
    path("notices/read/", notices.notices_read, name="notices-read"),
    path("notices/choices/", notices.notice_choices, name="notice-choices"),
    path("notices/<id:pk>/open/", notices.notice_open, name="notice-open"),
    path("notices/<id:pk>/read/", notices.notice_read, name="notice-read"),
    path("setup/simulate/", simulation, name="setup-simulate"),
    path("setup/simulate/keep/", simulation_keep, name="setup-simulate-keep"),
    path("setup/versions/<id:pk>/tests/", policy_tests, name="setup-version-tests"),
    path("setup/policy-tests/<id:pk>/remove/", policy_test_remove, name="setup-policy-test-remove"),
]
