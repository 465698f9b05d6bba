"""Published versions of items are added, never changed: the database refuses, whoever asks."""

from typing import ClassVar

from django.db import migrations

FORBID = """
CREATE FUNCTION catalogue_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version is never changed: publish another one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER basic_versions_stay BEFORE UPDATE OR DELETE ON catalogue_basicversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_refuse_change();
CREATE TRIGGER item_versions_stay BEFORE UPDATE OR DELETE ON catalogue_itemversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_refuse_change();
"""
ALLOW = """
DROP TRIGGER basic_versions_stay ON catalogue_basicversion;
DROP TRIGGER item_versions_stay ON catalogue_itemversion;
DROP FUNCTION catalogue_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("catalogue", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORBID, ALLOW)]
