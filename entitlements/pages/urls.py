"""Pages of what was promised."""

from django.urls import path

from entitlements.pages import (
    assets,
    contracts,
    entitlements,
    from_template,
    hours,
    intersection,
    products,
    templates,
    versions,
)
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("setup/processes/", versions.processes, name="setup-processes"),
    path("setup/versions/<id:pk>/", versions.version, name="setup-version"),
    path("setup/versions/<id:pk>/compare/", versions.version_compare, name="setup-version-compare"),
    path("setup/versions/<id:pk>/activate/", versions.version_activate, name="setup-version-activate"),
    path("setup/versions/<id:pk>/schedule/", versions.version_schedule, name="setup-version-schedule"),
    path("setup/versions/<id:pk>/retire/", versions.version_retire, name="setup-version-retire"),
    path("setup/hours/", hours.hours_list, name="setup-hours"),
    path("setup/hours/both-open/", intersection.hours_both_open, name="setup-hours-both-open"),
    path("setup/hours/<id:pk>/", hours.hours_one, name="setup-hours-one"),
    path("setup/hours/<id:pk>/draft/", hours.hours_draft, name="setup-hours-draft"),
    path("setup/hours/<id:pk>/change/", hours.hours_change, name="setup-hours-change"),
    path("setup/hours/<id:pk>/holiday/", hours.hours_holiday, name="setup-hours-holiday"),
    path("setup/hours/<id:pk>/discard/", hours.hours_discard, name="setup-hours-discard"),
    path("setup/hours/<id:pk>/publish/", hours.hours_publish, name="setup-hours-publish"),
    path("setup/entitlements/", entitlements.entitlements, name="setup-entitlements"),
    path(
        "setup/entitlements/from-template/",
        from_template.entitlement_from_template,
        name="setup-entitlement-from-template",
    ),
    path("setup/entitlements/new/", entitlements.entitlement_new, name="setup-entitlement-new"),
    path("setup/entitlements/<id:pk>/", entitlements.entitlement, name="setup-entitlement"),
    path(
        "setup/entitlements/<id:pk>/change/", entitlements.entitlement_change, name="setup-entitlement-change"
    ),
    path(
        "setup/entitlements/<id:pk>/remove/", entitlements.entitlement_remove, name="setup-entitlement-remove"
    ),
    path(
        "setup/entitlements/<id:pk>/suspend/",
        entitlements.entitlement_suspend,
        name="setup-entitlement-suspend",
    ),
    path(
        "setup/entitlements/<id:pk>/resume/", entitlements.entitlement_resume, name="setup-entitlement-resume"
    ),
    path(
        "setup/entitlements/<id:pk>/switch/", entitlements.entitlement_switch, name="setup-entitlement-switch"
    ),
    path("setup/entitlements/<id:pk>/renew/", entitlements.entitlement_renew, name="setup-entitlement-renew"),
    path("setup/templates/", templates.templates, name="setup-templates"),
    path("setup/templates/new/", templates.template_new, name="setup-template-new"),
    path("setup/templates/<id:pk>/", templates.template, name="setup-template"),
    path("setup/templates/<id:pk>/change/", templates.template_change, name="setup-template-change"),
    path("setup/templates/<id:pk>/remove/", templates.template_remove, name="setup-template-remove"),
    path("setup/contracts/", contracts.contracts, name="setup-contracts"),
    path("setup/contracts/new/", contracts.contract_new, name="setup-contract-new"),
    path("setup/contracts/<id:pk>/", contracts.contract, name="setup-contract"),
    path("setup/contracts/<id:pk>/change/", contracts.contract_change, name="setup-contract-change"),
    path("setup/contracts/<id:pk>/remove/", contracts.contract_remove, name="setup-contract-remove"),
    path("setup/contracts/<id:pk>/suspend/", contracts.contract_suspend, name="setup-contract-suspend"),
    path("setup/contracts/<id:pk>/resume/", contracts.contract_resume, name="setup-contract-resume"),
    path("setup/contracts/<id:pk>/switch/", contracts.contract_switch, name="setup-contract-switch"),
    path("setup/contracts/<id:pk>/renew/", contracts.contract_renew, name="setup-contract-renew"),
    path("setup/line-items/new/", contracts.line_item_new, name="setup-line-item-new"),
    path("setup/line-items/<id:pk>/", contracts.line_item, name="setup-line-item"),
    path("setup/line-items/<id:pk>/change/", contracts.line_item_change, name="setup-line-item-change"),
    path("setup/line-items/<id:pk>/remove/", contracts.line_item_remove, name="setup-line-item-remove"),
    path("setup/products/", products.products, name="setup-products"),
    path("setup/products/new/", products.product_new, name="setup-product-new"),
    path("setup/products/<id:pk>/", products.product, name="setup-product"),
    path("setup/products/<id:pk>/change/", products.product_change, name="setup-product-change"),
    path("setup/products/<id:pk>/remove/", products.product_remove, name="setup-product-remove"),
    path("setup/assets/", assets.assets, name="setup-assets"),
    path("setup/assets/new/", assets.asset_new, name="setup-asset-new"),
    path("setup/assets/<id:pk>/", assets.asset, name="setup-asset"),
    path("setup/assets/<id:pk>/change/", assets.asset_change, name="setup-asset-change"),
    path("setup/assets/<id:pk>/remove/", assets.asset_remove, name="setup-asset-remove"),
]
