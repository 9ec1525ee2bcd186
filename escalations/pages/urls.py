"""Pages of who hears of it."""

from django.urls import path

from escalations.pages import deliveries, endpoints, notices
from escalations.pages.design_pack.views import (
    design_pack,
    design_pack_running_head,
    design_pack_sign,
    design_pack_signed,
    design_packs,
)
from escalations.pages.matrices import deeds, version
from escalations.pages.matrices.lists import matrices
from escalations.pages.policy_tests import policy_test_remove, policy_tests
from escalations.pages.simulate import simulation, simulation_keep
from escalations.pages.tier_table import tier_table
from escalations.pages.what_if.case import what_if_case
from escalations.pages.what_if.index import what_if_remove, what_ifs
from escalations.pages.what_if.lines import what_if_alerts, what_if_cases, what_if_clocks
from escalations.pages.what_if.result import what_if
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/latest/", notices.notices_latest, name="notices-latest"),
    path("notices/read/", notices.notices_read, name="notices-read"),
    path("notices/choices/", notices.notice_choices, name="notice-choices"),
    path("notices/<id:pk>/open/", notices.notice_open, name="notice-open"),
    path("notices/<id:pk>/read/", notices.notice_read, name="notice-read"),
    path("setup/matrices/", matrices, name="setup-matrices"),
    path("setup/matrices/versions/<id:pk>/", version.matrix_version, name="setup-matrix-version"),
    path("setup/matrices/versions/<id:pk>/compare/", version.matrix_compare, name="setup-matrix-compare"),
    path("setup/matrices/versions/<id:pk>/csv/", version.matrix_csv, name="setup-matrix-csv"),
    path("setup/matrices/versions/<id:pk>/save/", version.matrix_save, name="setup-matrix-save"),
    path("setup/matrices/versions/<id:pk>/paste/", version.matrix_paste, name="setup-matrix-paste"),
    path("setup/matrices/versions/<id:pk>/activate/", deeds.matrix_activate, name="setup-matrix-activate"),
    path("setup/matrices/versions/<id:pk>/retire/", deeds.matrix_retire, name="setup-matrix-retire"),
    path("setup/matrices/versions/<id:pk>/copy/", deeds.matrix_copy, name="setup-matrix-copy"),
    path("setup/matrices/versions/<id:pk>/discard/", deeds.matrix_discard, name="setup-matrix-discard"),
    path("setup/what-if/", what_ifs, name="setup-what-if"),
    path("setup/what-if/<id:pk>/", what_if, name="setup-what-if-one"),
    path("setup/what-if/<id:pk>/clocks/", what_if_clocks, name="setup-what-if-clocks"),
    path("setup/what-if/<id:pk>/alerts/", what_if_alerts, name="setup-what-if-alerts"),
    path("setup/what-if/<id:pk>/cases/", what_if_cases, name="setup-what-if-cases"),
    path("setup/what-if/<id:pk>/cases/<id:case>/", what_if_case, name="setup-what-if-case"),
    path("setup/what-if/<id:pk>/remove/", what_if_remove, name="setup-what-if-remove"),
    path("setup/deliveries/", deliveries.deliveries, name="setup-deliveries"),
    path("setup/deliveries/replay/", deliveries.deliveries_replay, name="setup-deliveries-replay"),
    path("setup/deliveries/<id:pk>/", deliveries.delivery, name="setup-delivery"),
    path("setup/deliveries/<id:pk>/again/", deliveries.delivery_again, name="setup-delivery-again"),
    path("setup/deliveries/<id:pk>/give-up/", deliveries.delivery_give_up, name="setup-delivery-give-up"),
    path("setup/endpoints/", endpoints.endpoints, name="setup-endpoints"),
    path("setup/endpoints/new/", endpoints.endpoint_new, name="setup-endpoint-new"),
    path("setup/endpoints/<id:pk>/", endpoints.endpoint, name="setup-endpoint"),
    path("setup/endpoints/<id:pk>/change/", endpoints.endpoint_change, name="setup-endpoint-change"),
    path("setup/endpoints/<id:pk>/remove/", endpoints.endpoint_remove, name="setup-endpoint-remove"),
    path("setup/endpoints/<id:pk>/test/", endpoints.endpoint_test, name="setup-endpoint-test"),
    path("setup/endpoints/<id:pk>/try-again/", endpoints.endpoint_try_again, name="setup-endpoint-try-again"),
    path("setup/endpoints/<id:pk>/rotate/", endpoints.endpoint_rotate, name="setup-endpoint-rotate"),
    path(
        "setup/endpoints/<id:pk>/end-secret/", endpoints.endpoint_end_secret, name="setup-endpoint-end-secret"
    ),
    path("setup/endpoints/<id:pk>/switch/", endpoints.endpoint_switch, name="setup-endpoint-switch"),
    path("setup/simulate/", simulation, name="setup-simulate"),
    path("setup/simulate/keep/", simulation_keep, name="setup-simulate-keep"),
    path("setup/versions/<id:pk>/tests/", policy_tests, name="setup-version-tests"),
    path("setup/policy-tests/<id:pk>/remove/", policy_test_remove, name="setup-policy-test-remove"),
    path("setup/tier-table/", tier_table, name="setup-tier-table"),
    path("setup/design-pack/", design_pack, name="setup-design-pack"),
    path("setup/design-pack/sign/", design_pack_sign, name="setup-design-pack-sign"),
    path("setup/design-pack/signed/", design_packs, name="setup-design-packs"),
    path("setup/design-pack/signed/<id:pk>/", design_pack_signed, name="setup-design-pack-signed"),
    path(
        "setup/design-pack/head/<slug:digest>.css",
        design_pack_running_head,
        name="setup-design-pack-running-head",
    ),
]
