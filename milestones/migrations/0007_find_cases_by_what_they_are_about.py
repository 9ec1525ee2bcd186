"""Indexes and checks on a table that may be large: built beside running writers."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("milestones", "0006_what_a_case_is_about")]
    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("asset__isnull", False)), fields=["asset"], name="case_of_asset"
            ),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("product__isnull", False)), fields=["product"], name="case_of_product"
            ),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("contract__isnull", False)), fields=["contract"], name="case_of_contract"
            ),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("line_item__isnull", False)),
                fields=["line_item"],
                name="case_of_line_item",
            ),
        ),
        ValidateConstraint(model_name="case", name="case_chosen_by_hand_says_why"),
        ValidateConstraint(model_name="case", name="case_incident_is_of_an_entitlement"),
    ]
