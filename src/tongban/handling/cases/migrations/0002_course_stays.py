"""The course of a case is added to, never changed: the database refuses, whoever asks."""

from typing import ClassVar

from django.db import migrations

FORBID = """
CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the course of a case is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER course_stays BEFORE UPDATE OR DELETE ON cases_courseentry
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
"""
ALLOW = """
DROP TRIGGER course_stays ON cases_courseentry;
DROP FUNCTION cases_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORBID, ALLOW)]
