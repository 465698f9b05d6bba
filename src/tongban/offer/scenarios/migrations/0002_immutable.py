"""Published tables are added, never changed, and published by another than wrote them: the database refuses, whoever asks."""

from typing import ClassVar

from django.db import migrations

FORBID = """
CREATE FUNCTION scenarios_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published table is never changed: publish another one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER scenario_versions_stay BEFORE UPDATE OR DELETE ON scenarios_version
    FOR EACH ROW EXECUTE FUNCTION scenarios_refuse_change();
ALTER TABLE scenarios_version ADD CONSTRAINT scenario_published_by_another
    CHECK (published_by IS NULL OR published_by <> ALL (authors));
"""
ALLOW = """
ALTER TABLE scenarios_version DROP CONSTRAINT scenario_published_by_another;
DROP TRIGGER scenario_versions_stay ON scenarios_version;
DROP FUNCTION scenarios_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("scenarios", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORBID, ALLOW)]
