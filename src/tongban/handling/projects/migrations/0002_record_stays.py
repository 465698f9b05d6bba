"""The shared record of a project is added to, never changed: the database refuses, whoever asks."""

from typing import ClassVar

from django.db import migrations

FORBID = """
CREATE FUNCTION projects_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the shared record of a project is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER record_stays BEFORE UPDATE OR DELETE ON projects_contribution
    FOR EACH ROW EXECUTE FUNCTION projects_refuse_change();
"""
ALLOW = """
DROP TRIGGER record_stays ON projects_contribution;
DROP FUNCTION projects_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("projects", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORBID, ALLOW)]
