"""
Counts of open tasks that are kept as differences: each statement on the tasks adds the difference it made.

Rows are only added, so that no two deeds wait for one another; `tallies.compact` sums them up.
"""

from typing import ClassVar

from django.db import migrations

NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid"

# What an open task counts for: of all items and of its own; as open for whoever has it, and in hand of who claimed it;
# less for those who are barred from it.
PARTS = """
SELECT part.kind, task.authority_id, task.role, item.code AS item_code, task.step, task.due_on, part.holder, who.account,
       sign.n * who.n AS n
FROM {rows} AS task CROSS JOIN (VALUES ({sign})) AS sign (n)
CROSS JOIN LATERAL (VALUES (''), (task.item_code)) AS item (code)
CROSS JOIN LATERAL (
    SELECT 0 AS kind, CASE WHEN task.is_assigned THEN task.claimed_by ELSE {nobody} END AS holder
    UNION ALL SELECT 1, task.claimed_by WHERE task.claimed_by IS NOT NULL
) AS part
CROSS JOIN LATERAL (
    SELECT {nobody} AS account, 1 AS n UNION ALL SELECT DISTINCT barred, -1 FROM unnest(task.barred) AS barred
) AS who
WHERE task.done_at IS NULL
"""
ADD = """
INSERT INTO workflow_opentally (kind, authority_id, role, item_code, step, due_on, holder, account, delta, is_sum)
SELECT kind, authority_id, role, item_code, step, due_on, holder, account, sum(n), false FROM ({parts}) AS part
GROUP BY kind, authority_id, role, item_code, step, due_on, holder, account HAVING sum(n) <> 0
"""
FUNCTION = """
CREATE FUNCTION workflow_tally_{when}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {add};
    RETURN NULL;
END $$;
CREATE TRIGGER task_tally_{when} AFTER {when} ON workflow_task REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION workflow_tally_{when}();
"""
GONE = PARTS.format(rows="old_rows", sign=-1, nobody=NOBODY)
COME = PARTS.format(rows="new_rows", sign=1, nobody=NOBODY)

KEEP = "".join(
    FUNCTION.format(when=when, tables=tables, add=ADD.format(parts=parts))
    for when, tables, parts in (
        ("insert", "NEW TABLE AS new_rows", COME),
        ("update", "OLD TABLE AS old_rows NEW TABLE AS new_rows", f"{GONE} UNION ALL {COME}"),
        ("delete", "OLD TABLE AS old_rows", GONE),
    )
)
FORGET = "".join(
    f"DROP TRIGGER task_tally_{when} ON workflow_task; DROP FUNCTION workflow_tally_{when}();"
    for when in ("insert", "update", "delete")
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workflow", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(KEEP, FORGET)]
