"""Published plans are added, never changed, and published by another than wrote them: the database refuses, whoever asks."""

from typing import ClassVar

from django.db import migrations

FORBID = """
CREATE FUNCTION workflow_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published plan is never changed: publish another version' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER plans_stay BEFORE UPDATE OR DELETE ON workflow_plan
    FOR EACH ROW EXECUTE FUNCTION workflow_refuse_change();
ALTER TABLE workflow_planchange ADD CONSTRAINT plan_published_by_another
    CHECK (reviewer IS NULL OR reviewer <> ALL (authors));
"""
ALLOW = """
ALTER TABLE workflow_planchange DROP CONSTRAINT plan_published_by_another;
DROP TRIGGER plans_stay ON workflow_plan;
DROP FUNCTION workflow_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workflow", "0002_tallies")]
    operations: ClassVar = [migrations.RunSQL(FORBID, ALLOW)]
