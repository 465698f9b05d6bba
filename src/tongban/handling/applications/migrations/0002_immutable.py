"""Applications and supplements are added, never changed: the database refuses, whoever asks."""

from typing import ClassVar

from django.db import migrations

FORBID = """
CREATE FUNCTION applications_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what an applicant signed is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER applications_stay BEFORE UPDATE OR DELETE ON applications_application
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_change();
CREATE TRIGGER supplements_stay BEFORE UPDATE OR DELETE ON applications_supplement
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_change();
"""
ALLOW = """
DROP TRIGGER supplements_stay ON applications_supplement;
DROP TRIGGER applications_stay ON applications_application;
DROP FUNCTION applications_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("applications", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORBID, ALLOW)]
