"""SQL functions that count open time for sets of rows, on the compiled windows of each timeline.

They mirror `Calendar.position`, `at_position`, `elapsed` and `due`, and refuse to answer where no window was
compiled. `timeline` is the number of the newest revision; hours NULL means 24×7. W is zero at the beginning
of 2020 (`entitlements.business_time.horizon.ANCHOR`).
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION business_micros_between(a timestamptz, b timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (extract(epoch FROM b - a) * 1000000)::bigint
$$;

CREATE FUNCTION business_time_not_compiled(of_hours bigint, of_timeline bigint, near text) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RAISE EXCEPTION 'Business hours % at timeline % are not compiled for %.', of_hours, of_timeline, near
        USING ERRCODE = 'data_exception', HINT = 'Run manage.py extend_open_windows.';
END
$$;

CREATE FUNCTION business_position(of_hours bigint, of_timeline bigint, at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    w bigint;
BEGIN
    IF of_hours IS NULL OR at IS NULL THEN
        RETURN business_micros_between(timestamptz '2020-01-01 00:00:00+00', at);
    END IF;
    SELECT CASE WHEN found.ends IS NOT NULL OR at = found.begins
        THEN found.opened_before + business_micros_between(found.begins, least(at, found.ends)) END
    INTO w
    FROM entitlements_openwindow AS found
    WHERE found.hours_id = of_hours AND found.timeline = of_timeline AND found.begins <= at
    ORDER BY found.begins DESC
    LIMIT 1;
    RETURN coalesce(w, business_time_not_compiled(of_hours, of_timeline, at::text));
END
$$;

CREATE FUNCTION business_at_position(of_hours bigint, of_timeline bigint, w bigint, at_opening boolean)
RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    at timestamptz;
BEGIN
    IF of_hours IS NULL OR w IS NULL THEN
        RETURN timestamptz '2020-01-01 00:00:00+00' + w * interval '1 microsecond';
    END IF;
    IF at_opening THEN
        SELECT CASE WHEN found.ends IS NOT NULL
            THEN found.begins + (w - found.opened_before) * interval '1 microsecond' END
        INTO at
        FROM entitlements_openwindow AS found
        WHERE found.hours_id = of_hours AND found.timeline = of_timeline AND found.opened_before <= w
        ORDER BY found.opened_before DESC, found.begins DESC
        LIMIT 1;
    ELSE
        SELECT CASE WHEN found.ends IS NOT NULL
            THEN found.begins + (w - found.opened_before) * interval '1 microsecond' END
        INTO at
        FROM entitlements_openwindow AS found
        WHERE found.hours_id = of_hours AND found.timeline = of_timeline AND found.opened_before < w
        ORDER BY found.opened_before DESC, found.begins DESC
        LIMIT 1;
    END IF;
    IF at IS NULL THEN
        PERFORM business_time_not_compiled(of_hours, of_timeline, 'position ' || w);
    END IF;
    RETURN at;
END
$$;

CREATE FUNCTION business_elapsed(of_hours bigint, of_timeline bigint, a timestamptz, b timestamptz)
RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN of_hours IS NULL THEN business_micros_between(a, b)
        ELSE business_position(of_hours, of_timeline, b) - business_position(of_hours, of_timeline, a) END
$$;

CREATE FUNCTION business_due(
    of_hours bigint, of_timeline bigint, start timestamptz, micros bigint, at_opening boolean DEFAULT false
) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF micros < 0 THEN
        RAISE EXCEPTION 'A budget is not negative.' USING ERRCODE = 'data_exception';
    END IF;
    IF of_hours IS NULL THEN
        RETURN start + micros * interval '1 microsecond';
    END IF;
    IF micros = 0 AND NOT at_opening THEN
        RETURN start;
    END IF;
    RETURN greatest(start, business_at_position(
        of_hours, of_timeline, business_position(of_hours, of_timeline, start) + micros, at_opening
    ));
END
$$;
"""

DROP = """
DROP FUNCTION business_due(bigint, bigint, timestamptz, bigint, boolean);
DROP FUNCTION business_elapsed(bigint, bigint, timestamptz, timestamptz);
DROP FUNCTION business_at_position(bigint, bigint, bigint, boolean);
DROP FUNCTION business_position(bigint, bigint, timestamptz);
DROP FUNCTION business_time_not_compiled(bigint, bigint, text);
DROP FUNCTION business_micros_between(timestamptz, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0001_promises")]
    operations = [migrations.RunSQL(CREATE, DROP)]
