"""What a schema is made of, as text that two of them can be compared by."""

from __future__ import annotations

from typing import Any

CATALOGS = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               a.attidentity::text, a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'v', 'm', 'p')
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped""",
    "relations": "SELECT c.relname, c.relkind::text FROM pg_class c WHERE c.relkind <> 'i'",
    "constraints": """
        SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
        FROM pg_constraint c WHERE true""",
    "indexes": """
        SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_class c WHERE c.relkind = 'i'""",
    "triggers": """
        SELECT t.tgname, pg_get_triggerdef(t.oid)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal""",
    "functions": """
        SELECT c.proname, pg_get_functiondef(c.oid) FROM pg_proc c WHERE true""",
    "privileges": """
        SELECT c.relname, a.grantee::regrole::text, a.privilege_type
        FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee <> c.relowner""",
    "column privileges": """
        SELECT c.relname, t.attname, a.grantee::regrole::text, a.privilege_type
        FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
        WHERE true""",
}
NAMESPACE_COLUMN = {"constraints": "c.connamespace", "functions": "c.pronamespace"}


async def schema(connection: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, query in CATALOGS.items():
        namespace = NAMESPACE_COLUMN.get(kind, "c.relnamespace")
        rows = await connection.fetch(f"{query} AND {namespace} = 'public'::regnamespace")
        found[kind] = sorted(str(tuple(row)) for row in rows if "schema_migrations" not in str(row))
    return found
