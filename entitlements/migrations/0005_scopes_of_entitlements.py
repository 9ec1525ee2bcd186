"""Keeps the scopes of entitlements, and refuses those that would always tie.

An entitlement and its contacts are written one after the other, so the comparison waits for the end of the
transaction, or for `SET CONSTRAINTS ALL IMMEDIATE`. The trigger names the other one; the unique constraint
beside it holds where two transactions do not see each other.
"""

from django.db import migrations

_CREATE = """
CREATE FUNCTION entitlements_write_scope(of bigint) RETURNS void LANGUAGE sql AS $$
    DELETE FROM entitlements_entitlementscope WHERE entitlement_id = of;
    INSERT INTO entitlements_entitlementscope
        (entitlement_id, channel, account, contacts, asset, product, contract, line_item, tier, record_type, last_day)
    SELECT DISTINCT promise.id, channel, promise.account_id,
        coalesce((
            SELECT string_agg(contact_id::text, ',' ORDER BY contact_id)
            FROM entitlements_entitlementcontact WHERE entitlement_id = promise.id
        ), ''),
        coalesce(promise.asset_id, 0), coalesce(promise.product_id, 0), coalesce(promise.contract_id, 0),
        coalesce(promise.line_item_id, 0), promise.tier_id, process.record_type, promise.last_day
    FROM entitlements_entitlement AS promise
    JOIN entitlements_entitlementprocess AS process ON process.id = promise.process_id
    CROSS JOIN LATERAL unnest(
        CASE WHEN cardinality(promise.channels) = 0
            THEN ARRAY['phone', 'web', 'email', 'chat', 'api'] ELSE promise.channels::text[] END
    ) AS channel
    WHERE promise.id = of AND promise.is_enabled AND promise.suspended_at IS NULL;
$$;

CREATE FUNCTION entitlements_entitlement_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM entitlements_write_scope(NEW.id);
    RETURN NULL;
END
$$;

CREATE FUNCTION entitlements_contacts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM entitlements_write_scope(OLD.entitlement_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM entitlements_write_scope(NEW.entitlement_id);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION entitlements_refuse_tie() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    other bigint;
BEGIN
    SELECT twin.entitlement_id INTO other
    FROM entitlements_entitlementscope AS own
    JOIN entitlements_entitlementscope AS twin ON (
        twin.account, twin.last_day, twin.tier, twin.channel, twin.record_type, twin.asset, twin.product,
        twin.contract, twin.line_item, twin.contacts
    ) = (
        own.account, own.last_day, own.tier, own.channel, own.record_type, own.asset, own.product,
        own.contract, own.line_item, own.contacts
    ) AND twin.entitlement_id <> own.entitlement_id
    WHERE own.id = NEW.id
    LIMIT 1;
    IF other IS NOT NULL THEN
        RAISE EXCEPTION 'Entitlement % would always tie with entitlement %: nobody could say which applies.',
            NEW.entitlement_id, other USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER scope_follows AFTER INSERT OR UPDATE OF
    account_id, tier_id, process_id, last_day, channels, asset_id, product_id, contract_id, line_item_id,
    is_enabled, suspended_at
ON entitlements_entitlement FOR EACH ROW EXECUTE FUNCTION entitlements_entitlement_changed();

CREATE TRIGGER scope_follows_contacts AFTER INSERT OR UPDATE OR DELETE
ON entitlements_entitlementcontact FOR EACH ROW EXECUTE FUNCTION entitlements_contacts_changed();

CREATE CONSTRAINT TRIGGER a_tie_is_refused AFTER INSERT OR UPDATE
ON entitlements_entitlementscope DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION entitlements_refuse_tie();
"""

_FILL = """
SELECT entitlements_write_scope(id) FROM entitlements_entitlement;
"""

_DROP = """
DROP TRIGGER a_tie_is_refused ON entitlements_entitlementscope;
DROP TRIGGER scope_follows_contacts ON entitlements_entitlementcontact;
DROP TRIGGER scope_follows ON entitlements_entitlement;
DROP FUNCTION entitlements_refuse_tie();
DROP FUNCTION entitlements_contacts_changed();
DROP FUNCTION entitlements_entitlement_changed();
DROP FUNCTION entitlements_write_scope(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0004_contracts_and_templates")]
    operations = [
        migrations.RunSQL(_CREATE, _DROP),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
