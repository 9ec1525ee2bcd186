from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla_admin", "0001_beat_schedule")]
    operations = [
        migrations.CreateModel(
            name="TaskPulse",
            fields=[
                ("task", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("done_at", models.DateTimeField()),
            ],
        ),
    ]
