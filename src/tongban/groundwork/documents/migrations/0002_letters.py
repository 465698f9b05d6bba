"""Published texts are added, never changed, and published by another than wrote them: the database refuses, whoever asks."""

from typing import ClassVar

from django.db import migrations

FORBID = """
CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published text is never changed: publish another one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER letter_versions_stay BEFORE UPDATE OR DELETE ON documents_letterversion
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
ALTER TABLE documents_letterversion ADD CONSTRAINT letter_published_by_another
    CHECK (published_by = '' OR published_by <> ALL (authors));
"""
ALLOW = """
ALTER TABLE documents_letterversion DROP CONSTRAINT letter_published_by_another;
DROP TRIGGER letter_versions_stay ON documents_letterversion;
DROP FUNCTION documents_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("documents", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORBID, ALLOW)]
