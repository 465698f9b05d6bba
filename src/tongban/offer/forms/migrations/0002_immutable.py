"""Published forms are added, never changed: the database refuses, whoever asks."""

from typing import ClassVar

from django.db import migrations

FORBID = """
CREATE FUNCTION forms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published form is never changed: publish another version' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER form_versions_stay BEFORE UPDATE OR DELETE ON forms_formversion
    FOR EACH ROW EXECUTE FUNCTION forms_refuse_change();
"""
ALLOW = """
DROP TRIGGER form_versions_stay ON forms_formversion;
DROP FUNCTION forms_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("forms", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORBID, ALLOW)]
