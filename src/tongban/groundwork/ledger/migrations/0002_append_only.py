"""The database refuses to change or remove what was written down."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'ledger_ledgerentry' THEN
        IF OLD.position IS NULL AND NEW.position IS NOT NULL
           AND to_jsonb(OLD) - 'position' = to_jsonb(NEW) - 'position' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE OR DELETE ON ledger_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_checkpoints_stay BEFORE UPDATE OR DELETE ON ledger_ledgercheckpoint
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
"""

ALLOW = """
DROP TRIGGER ledger_entries_stay ON ledger_ledgerentry;
DROP TRIGGER ledger_checkpoints_stay ON ledger_ledgercheckpoint;
DROP FUNCTION ledger_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
