"""Business time for large sets: functions the planner opens up where they stand in FROM.

A scalar function starts a query of its own for every row. These return exactly one row each, so that
`CROSS JOIN LATERAL business_positions(hours_id, timeline, at)` becomes one index look-up per row, and
a row outside the compiled windows is an error rather than a row less.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION business_positions(of_hours bigint, of_timeline bigint, moment timestamptz)
RETURNS TABLE (w bigint, on_opening boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT coalesce(found.w, CASE
               WHEN of_hours IS NULL OR moment IS NULL
               THEN business_micros_between(timestamptz '2020-01-01 00:00:00+00', moment)
               ELSE business_time_not_compiled(of_hours, of_timeline, moment::text)
           END), coalesce(found.on_opening, false)
    FROM (SELECT) AS always
    LEFT JOIN LATERAL (
        SELECT CASE WHEN opening.ends IS NOT NULL OR moment = opening.begins
                   THEN opening.opened_before
                       + business_micros_between(opening.begins, least(moment, opening.ends))
               END AS w,
               opening.begins = moment AND opening.ends > opening.begins AS on_opening
        FROM entitlements_openwindow AS opening
        WHERE opening.hours_id = of_hours AND opening.timeline = of_timeline AND opening.begins <= moment
        ORDER BY opening.begins DESC
        LIMIT 1
    ) AS found ON true
$$;

CREATE FUNCTION business_instants(of_hours bigint, of_timeline bigint, level bigint, at_opening boolean)
RETURNS TABLE (moment timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT coalesce(found.moment, CASE
               WHEN of_hours IS NULL OR level IS NULL
               THEN timestamptz '2020-01-01 00:00:00+00' + level * interval '1 microsecond'
               ELSE to_timestamp(business_time_not_compiled(of_hours, of_timeline, 'position ' || level))
           END)
    FROM (SELECT) AS always
    LEFT JOIN LATERAL (
        SELECT CASE WHEN opening.ends IS NOT NULL
                   THEN opening.begins + (level - opening.opened_before) * interval '1 microsecond'
               END AS moment
        FROM entitlements_openwindow AS opening
        WHERE opening.hours_id = of_hours AND opening.timeline = of_timeline
          AND opening.opened_before <= level - CASE WHEN at_opening THEN 0 ELSE 1 END
        ORDER BY opening.opened_before DESC, opening.begins DESC
        LIMIT 1
    ) AS found ON true
$$;
"""

DROP = """
DROP FUNCTION business_instants(bigint, bigint, bigint, boolean);
DROP FUNCTION business_positions(bigint, bigint, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0002_business_time_functions")]
    operations = [migrations.RunSQL(CREATE, DROP)]
