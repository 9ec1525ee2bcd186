"""Lets the purge of a case, which deletes its deliveries in SQL, take their attempts along."""

from django.db import migrations

_ADD = """
ALTER TABLE escalations_deliveryattempt
    ADD CONSTRAINT attempt_of_delivery FOREIGN KEY (delivery_id) REFERENCES escalations_delivery (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [("escalations", "0001_outbox")]
    operations = [
        migrations.RunSQL(_ADD, "ALTER TABLE escalations_deliveryattempt DROP CONSTRAINT attempt_of_delivery")
    ]
