"""A catalogue as large as a province's, made by the database itself: some thousand titles, offered in two hundred regions."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from benchmarks.installation import execute

ITEMS = 1_600_000
KINDS = ("", "（首次申请）", "（变更）", "（延续）", "（补办）", "（换发）", "（注销）")
REAL_TITLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "guangan-items.csv"
PROVINCE = "88"
# How many of each level lie in one of the level above: 216 regions of five levels.
CITIES, COUNTIES, TOWNSHIPS, VILLAGES = 5, 6, 3, 1
FEW = 60  # titles without a real list are made of those of the demonstration city, so often


@dataclass(frozen=True)
class Province:
    """What was made."""

    items: int
    titles: int
    regions: int


def province(items: int = ITEMS) -> Province:
    """
    Have so many items: every title in as many regions as needed, and the guides of the demonstration city in all of them.

    Rows are written without looking at foreign keys, which hold by construction; VACUUM afterwards.
    """
    titles = _titles()
    execute("SET session_replication_role TO replica")
    execute("SET synchronous_commit TO off")
    _regions()
    departments = sorted({department for _, department in titles})
    _authorities(departments)
    _basics(titles)
    _offer_guides()
    missing = max(items - _count("catalogue_item"), 0)
    execute(
        """
        INSERT INTO catalogue_item (code, basic_id, authority_id, region_code, state, name, audience, case_type,
                                    is_applied_for_online, online_depth, visits, committed_amount, committed_unit,
                                    local_authority_code, revision)
        SELECT 'P' || substr(basic.code, 2) || region.code, basic.code, authority.id, region.code, 'imported', basic.name,
               basic.audience, 'committed', hashtext(basic.code) %% 5 < 2, 1 + abs(hashtext(basic.code)) %% 4,
               abs(hashtext(basic.code)) %% 3, 1 + abs(hashtext(basic.name)) %% 20, 'working_day', '', %s
        FROM (SELECT code FROM organisations_region WHERE code LIKE %s ORDER BY length(code), code LIMIT %s) AS region
        CROSS JOIN bench_title AS title
        JOIN catalogue_basicitem AS basic ON basic.code = title.code
        JOIN organisations_authority AS authority ON authority.region_id = region.code AND authority.key = title.department
        LIMIT %s
        """,
        [_next_revision(), PROVINCE + "%", missing // len(titles) + 1, missing],
    )
    execute("SET session_replication_role TO origin")
    execute("SET synchronous_commit TO on")
    execute("VACUUM ANALYZE")
    return Province(
        items=_count("catalogue_item"), titles=_count("catalogue_basicitem"), regions=_count("organisations_region")
    )


def change_one_item() -> None:
    """Let one item become applied for online, as a publication does."""
    execute(
        "UPDATE catalogue_item SET is_applied_for_online = NOT is_applied_for_online, revision = %s"
        " WHERE id = (SELECT max(id) FROM catalogue_item)",
        [_next_revision()],
    )


def _titles() -> list[tuple[str, str]]:
    """Return (title, department) of every title: those of a real district, or made-up ones where that list is not at hand."""
    known = {str(name) for (name,) in execute("SELECT name FROM catalogue_basicitem")}
    if REAL_TITLES.exists():
        with REAL_TITLES.open(encoding="utf-8") as file:
            real = {row["name"]: row["department"] for row in csv.DictReader(file)}
    else:
        real = {f"{name}（第{number}类）": "综合部门" for name in known for number in range(FEW // 2)}
    return [
        (f"{name}{kind}", re.sub(r"^(区|广安区)", "", department)[:10])
        for (name, department), kind in product(real.items(), KINDS)
        if name not in known
    ]


def _regions() -> None:
    for level, (parents, count, digits) in enumerate(
        [(2, CITIES, 2), (4, COUNTIES, 2), (6, TOWNSHIPS, 3), (9, VILLAGES, 3)], start=2
    ):
        if level == 2:
            execute(
                "INSERT INTO organisations_region (code, name, name_en, level) VALUES (%s, '大河省', 'Dahe Province', 1)",
                [PROVINCE],
            )
        execute(
            """
            INSERT INTO organisations_region (code, name, name_en, level, parent_id)
            SELECT parent.code || lpad(n::text, %s, '0'), parent.name || '第' || n || '区', 'Division ' || n, %s, parent.code
            FROM organisations_region AS parent CROSS JOIN generate_series(1, %s) AS n
            WHERE parent.code LIKE %s AND length(parent.code) = %s
            """,
            [digits, level, count, PROVINCE + "%", parents],
        )


def _authorities(departments: Sequence[str]) -> None:
    execute("CREATE TEMPORARY TABLE bench_department (key text, name text)")
    execute(
        "INSERT INTO bench_department SELECT 'd' || number, name FROM unnest(%s::text[]) WITH ORDINALITY AS given (name, number)"
        " UNION SELECT DISTINCT ON (key) key, short_name FROM organisations_authority WHERE region_id NOT LIKE %s",
        [list(departments), PROVINCE + "%"],
    )
    execute(
        """
        INSERT INTO organisations_authority (key, code, name, short_name, name_en, region_id, phone, address, hours, nature,
                                             complaint_phone, transport, website)
        SELECT department.key, 'B' || region.code || department.key, region.name || department.name, department.name, '',
               region.code, '0800-1234567', region.name || '政务大厅', '工作日 9:00-17:00', '1', '', '', ''
        FROM organisations_region AS region CROSS JOIN bench_department AS department WHERE region.code LIKE %s
        """,
        [PROVINCE + "%"],
    )


def _basics(titles: Sequence[tuple[str, str]]) -> None:
    from tongban.groundwork.foundation.text import pinyin_key

    execute("CREATE TEMPORARY TABLE bench_title (code text, name text, department text)")
    execute(
        "INSERT INTO bench_title SELECT DISTINCT ON (title) '~' || left(md5(title), 16), title, key"
        " FROM unnest(%s::text[], %s::text[]) AS given (title, department) JOIN bench_department ON name = department",
        [[name for name, _ in titles], [department for _, department in titles]],
    )
    execute(
        """
        INSERT INTO catalogue_basicitem (code, name, name_en, sort_key, item_type, summary, summary_en, aliases, themes,
                                         life_events, audience, main_item, revision)
        SELECT DISTINCT ON (code) code, title, '', left(sort_key, 120), '20', '', '', '{}', '{}', '{}',
               (ARRAY['{natural}', '{legal}', '{natural,legal}'])[1 + abs(hashtext(title)) %% 3]::text[], '', %s
        FROM bench_title JOIN unnest(%s::text[], %s::text[]) AS given (title, sort_key) ON name = title
        """,
        [_next_revision(), [name for name, _ in titles], [pinyin_key(name) for name, _ in titles]],
    )


def _offer_guides() -> None:
    """Let every region offer what the demonstration city has guides for."""
    revision = _next_revision()
    execute(
        """
        INSERT INTO catalogue_item (code, basic_id, authority_id, region_code, state, name, audience, case_type,
                                    is_applied_for_online, online_depth, visits, committed_amount, committed_unit,
                                    local_authority_code, revision)
        SELECT 'G' || item.basic_id || region.code, item.basic_id, local.id, region.code, 'imported', item.name, item.audience,
               item.case_type, item.is_applied_for_online, item.online_depth, item.visits, item.committed_amount,
               item.committed_unit, '', %s
        FROM (SELECT DISTINCT ON (basic_id) * FROM catalogue_item WHERE state = 'online' ORDER BY basic_id, id) AS item
        JOIN organisations_authority AS own ON own.id = item.authority_id
        CROSS JOIN organisations_region AS region
        JOIN organisations_authority AS local ON local.region_id = region.code AND local.key = own.key
        WHERE region.code LIKE %s
        """,
        [revision, PROVINCE + "%"],
    )
    execute(
        """
        INSERT INTO catalogue_itemversion (item_id, number, basic_version_id, own, digest, effective_from, published_at,
                                           published_by, why)
        SELECT item.id, 1, basic.version_id, '{}', version.digest, version.effective_from, version.published_at, '', ''
        FROM catalogue_item AS item JOIN catalogue_basicitem AS basic ON basic.code = item.basic_id
        JOIN catalogue_basicversion AS version ON version.id = basic.version_id
        WHERE item.region_code LIKE %s
        """,
        [PROVINCE + "%"],
    )
    execute(
        "UPDATE catalogue_item AS item SET state = 'online', version_id = version.id FROM catalogue_itemversion AS version"
        " WHERE version.item_id = item.id AND item.region_code LIKE %s",
        [PROVINCE + "%"],
    )


def _next_revision() -> int:
    rows = execute("UPDATE catalogue_revision SET number = number + 1 WHERE id = 1 RETURNING number")
    return int(str(rows[0][0]))


def _count(table: str) -> int:
    return int(str(execute(f"SELECT count(*) FROM {table}")[0][0]))
