"""Proof, at any time, that no organisation can see another: the database's own catalogue, and the policies at work."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import psycopg

RESOURCES = (
    "contacts", "contact_notes", "crm_events", "crm_event_series", "products", "customer_services", "service_renewals", "ticket_templates",
    "ticket_series",
    "tickets", "saved_views", "working_hours", "holidays", "service_levels", "comments", "attachments", "checklist_items",
)  # fmt: skip
"""Tenant tables with every rule of design.md: version, trash, change log."""
LEDGERS = (
    "changes", "ticket_counters", "organisation_plans", "organisation_status", "seat_counts", "reseller_links",
    "service_clocks", "ticket_series_generations", "loose_files", "ticket_template_versions", "imports", "import_lines",
    "crm_event_reminders", "import_mappings", "legacy_ids", "renewal_reminders", "support_grants", "support_sessions",
    "ticket_answers",
)  # fmt: skip
"""Tenant tables that are only added to."""
SHARED = ("users", "sessions", "reseller_customers", "calendar_feeds", "refunds", "brands")
"""Tables that name an organisation and serve the platform too: each has a narrow policy of its own."""
GLOBAL = (
    "organisations",
    "plans",
    "plan_prices",
    "resellers",
    "commission_rates",
    "commission_statements",
    "reseller_invitations",
    "brand_hosts",
    "password_tokens",
    "attempts",
    "idempotency_keys",
    "alembic_version",
)
"""Tables without an organisation. A new table on none of these lists is a finding."""
GLOBAL_PREFIX = "procrastinate_"
APPLICATION, DEFINER, OWNER, BACKUP = "worktrackr_app", "worktrackr_definer", "worktrackr_owner", "worktrackr_backup"
TENANT_POLICY = "(organisation_id = (NULLIF(current_setting('app.organisation_id'::text, true), ''::text))::uuid)"
NARROWED = {("saved_views", "own"): "shared"}
"""Restrictive policies, which hide rows from colleagues too, and which rows they leave to somebody without a name."""
DEFINER_FUNCTIONS = frozenset({
    "auth.admins_of", "auth.attempt", "auth.brand_at", "auth.brand_logo", "auth.brand_of_address",
    "auth.close_other_sessions", "auth.close_session", "auth.close_support", "auth.commission_ledger",
    "auth.credentials", "auth.due_loose_files", "auth.enter", "auth.enter_as", "auth.enter_feed", "auth.finish_purge",
    "auth.forget_loose_files", "auth.forgive", "auth.invite_first_admin", "auth.make_token",
    "auth.mint_reseller_invitation", "auth.open_session", "auth.open_support", "auth.operators",
    "auth.organisations_to_purge", "auth.organisations_with_due_reminders", "auth.organisations_with_due_renewals",
    "auth.organisations_with_due_series", "auth.organisations_with_event_series", "auth.own_brand",
    "auth.password_hash_of_self", "auth.principal", "auth.purge_next_table", "auth.reseller_customers",
    "auth.reseller_invitation", "auth.reserve_ticket_numbers", "auth.schema_revision", "auth.show_commission_rates",
    "auth.sign_up", "auth.sign_up_invited", "auth.touch", "auth.use_token", "history.keep_template_version",
    "history.record",
    "history.record_attachments", "history.record_checklist_items", "history.record_comments",
    "history.record_contact_notes", "history.record_contacts", "history.record_crm_event_series", "history.record_crm_events",
    "history.record_customer_services",
    "history.record_holidays", "history.record_link", "history.record_organisation", "history.record_plan_price",
    "history.record_products", "history.record_rate", "history.record_saved_views", "history.record_seats",
    "history.record_session_end",
    "history.record_service_levels", "history.record_service_renewals", "history.record_ticket_series",
    "history.record_ticket_templates", "history.record_tickets", "history.record_working_hours",
    "public.build_service_clock", "public.derive_event_days", "public.derive_schedule", "public.keep_service_level", "public.move_event_days", "public.move_schedules",
    "public.note_first_response", "public.refresh_moved_service_clock", "public.refresh_own_service_clock",
    "public.refresh_service_clock", "search.contacts", "search.crm_events",
    "search.find_contacts", "search.find_crm_events", "search.find_products", "search.find_tickets", "search.products",
    "search.keep_answers", "search.tickets",
})  # fmt: skip
"""Functions that run with the definer's rights; each was reviewed."""


class Finding(msgspec.Struct, frozen=True):
    """Something that must not be: the check (C1 to C12 of the threat table), what it is about, and why."""

    check: str
    subject: str
    reason: str


class Report(msgspec.Struct):
    """What was looked at and what was found."""

    at: datetime
    checks: dict[str, str]
    organisations: int
    rows_read: int
    findings: list[Finding]


def verify(owner: psycopg.Connection, application: psycopg.Connection, *, sample: int = 50) -> Report:
    """Look at the catalogue as the owner and at the policies as the application. Changes nothing.

    `sample` is how many organisations, the oldest first, are looked at from inside.
    """
    findings = [
        Finding(name, subject, reason)
        for name, (reason, sql) in CATALOGUE.items()
        for (subject,) in owner.execute(sql.encode())
    ]
    findings += (
        Finding("C11", table, "is on no list: decide whether it belongs to organisations")
        for table in unlisted_tables(owner)
    )
    findings += (
        Finding("C8", name, "runs with the definer's rights and was not reviewed")
        for name in unreviewed_functions(owner)
    )
    organisations, rows, leaks = policies_at_work(owner, application, sample)
    checks = {name: reason for name, (reason, _) in CATALOGUE.items()} | {
        "C11": "is on no list",
        "C12": "shows another organisation's rows",
    }
    return Report(datetime.now(UTC), checks, organisations, rows, [*findings, *leaks])


def unlisted_tables(owner: psycopg.Connection) -> list[str]:
    """Return the tables that are on no list."""
    listed = {*RESOURCES, *LEDGERS, *SHARED, *GLOBAL}
    rows = owner.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')"
    )
    return sorted(name for (name,) in rows if name not in listed and not name.startswith(GLOBAL_PREFIX))


def unreviewed_functions(owner: psycopg.Connection) -> list[str]:
    """Return the SECURITY DEFINER functions that are on no list."""
    rows = owner.execute(
        "select distinct n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
        "where p.prosecdef and n.nspname !~ '^(pg_|information_schema)'"
    )
    return sorted(name for (name,) in rows if name not in DEFINER_FUNCTIONS)


def policies_at_work(
    owner: psycopg.Connection, application: psycopg.Connection, sample: int
) -> tuple[int, int, list[Finding]]:
    """Look at every tenant table as the application, from inside some organisations and from none."""
    findings: list[Finding] = []
    rows_read = 0
    organisations = [row[0] for row in owner.execute("select id from organisations order by id limit %s", [sample])]
    for table in (*RESOURCES, "changes"):
        with application.transaction(force_rollback=True):
            (seen,) = _one(application, f"select count(*) from {table}")
            if seen:
                findings.append(Finding("C12", table, f"shows {seen} rows to nobody in particular"))
        for organisation_id in organisations:
            with application.transaction(force_rollback=True):
                application.execute("select set_config('app.organisation_id', %s, true)", [str(organisation_id)])
                (seen, foreign) = _one(
                    application,
                    f"select count(*), count(*) filter (where organisation_id <> '{organisation_id}') from {table}",
                )
            own_rows = f"select count(*) from {table} where organisation_id = '{organisation_id}'"
            own_rows += "".join(f" and {rest}" for (narrowed, _), rest in NARROWED.items() if narrowed == table)
            (own,) = _one(owner, own_rows)
            rows_read += seen
            if foreign:
                findings.append(
                    Finding("C12", table, f"shows {foreign} rows of others to organisation {organisation_id}")
                )
            elif seen != own:
                # The positive control: an empty answer would prove nothing. A row written meanwhile is no finding.
                (again,) = _one(owner, own_rows)
                if again == own:
                    findings.append(
                        Finding(
                            "C12", table, f"shows {seen} of {own} rows to organisation {organisation_id}, its owner"
                        )
                    )
    return len(organisations), rows_read, findings


def _one(connection: psycopg.Connection, sql: str) -> tuple[int, ...]:
    row = connection.execute(sql.encode()).fetchone()
    return row or (0, 0)


def lines(report: Report) -> Iterator[str]:
    """Return the report as lines of text."""
    yield f"Isolation of WorkTrackr, {report.at:%Y-%m-%d %H:%M:%S} UTC"
    for check, reason in sorted(report.checks.items(), key=lambda item: int(item[0][1:])):
        found = [finding for finding in report.findings if finding.check == check]
        yield (
            f"  {'FAIL' if found else 'ok  '} {check:>3}  nothing {reason}"
            if not found
            else f"  FAIL {check:>3}  {reason}"
        )
        yield from (f"             {finding.subject}: {finding.reason}" for finding in found)
    yield f"{report.organisations} organisations looked at from inside, {report.rows_read} rows; {len(report.findings)} findings."


def _names(tables: tuple[str, ...]) -> str:
    return ", ".join(f"'{table}'" for table in tables)


_TENANT_TABLES = """
  from pg_class t where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
  and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'organisation_id' and not a.attisdropped)
"""

CATALOGUE: dict[str, tuple[str, str]] = {
    "C1": (
        "has an organisation but no forced row-level security",
        f"select t.relname {_TENANT_TABLES} and not (t.relrowsecurity and t.relforcerowsecurity)",
    ),
    "C2": (
        "has a policy that is missing, doubled or too wide",
        f"""
        select t.relname {_TENANT_TABLES} and not exists (select from pg_policy p where p.polrelid = t.oid)
        union select t.relname || '.' || p.polname from pg_policy p join pg_class t on t.oid = p.polrelid
        where pg_get_expr(p.polqual, p.polrelid) = 'true' or pg_get_expr(p.polwithcheck, p.polrelid) = 'true'
          or (p.polpermissive and p.polwithcheck is not null and p.polqual is not null
              and pg_get_expr(p.polwithcheck, p.polrelid) <> pg_get_expr(p.polqual, p.polrelid))
          or (not p.polpermissive and t.relname || '.' || p.polname not in ({_names(tuple(".".join(names) for names in NARROWED))}))
        union select t.relname from pg_policy p join pg_class t on t.oid = p.polrelid where p.polpermissive group by t.relname, p.polcmd having count(*) > 1
        union select t.relname from pg_policy p join pg_class t on t.oid = p.polrelid
        where t.relname in ({_names(RESOURCES)}, 'changes', 'ticket_counters') and p.polpermissive
          and (p.polcmd <> '*' or pg_get_expr(p.polqual, p.polrelid) <> $policy${TENANT_POLICY}$policy$)
        """,
    ),
    "C3": (
        "is a role with more power than it needs",
        f"""
        with recursive reach as (
          select oid from pg_roles where rolname = '{APPLICATION}'
          union select m.roleid from pg_auth_members m join reach r on r.oid = m.member)
        select r.rolname from pg_roles r join reach using (oid)
        where r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
          or (r.rolname <> '{APPLICATION}')
        union select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('{APPLICATION}', '{BACKUP}')
        union select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname in ('{APPLICATION}', '{BACKUP}')
        union select rolname from pg_roles where rolname = '{DEFINER}' and (rolcanlogin or rolsuper or rolcreaterole)
        """,
    ),
    "C4": (
        "is a reference that another organisation's row would satisfy",
        f"""
        select c.conrelid::regclass || '.' || c.conname from pg_constraint c
        where c.contype = 'f'
          and exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'organisation_id' and not a.attisdropped)
          and exists (select from pg_attribute a where a.attrelid = c.confrelid and a.attname = 'organisation_id' and not a.attisdropped)
          and c.conrelid::regclass::text not in ('sessions')
          and not exists (
            select from unnest(c.conkey, c.confkey) as k (own, other)
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own and a.attname = 'organisation_id'
            join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.other and b.attname = 'organisation_id')
        union select c.conrelid::regclass || '.' || c.conname from pg_constraint c
        where c.contype = 'f' and c.confdeltype in ('n', 'd') and c.conrelid::regclass::text not like '{GLOBAL_PREFIX}%'
        """,
    ),
    "C5": (
        "is a unique key across organisations",
        f"""
        select i.indexrelid::regclass::text from pg_index i join pg_class t on t.oid = i.indrelid
        where i.indisunique and t.relname in ({_names(RESOURCES + LEDGERS)})
          and (select attname from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0]) is distinct from 'organisation_id'
        """,
    ),
    "C6": (
        "can lack its organisation, or has no index that begins with it",
        f"""
        select t.relname {_TENANT_TABLES} and t.relname not in ({_names(SHARED)})
          and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'organisation_id' and not a.attnotnull)
        union select t.relname {_TENANT_TABLES} and t.relname in ({_names(RESOURCES + LEDGERS)})
          and not exists (select from pg_index i join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
                          where i.indrelid = t.oid and a.attname = 'organisation_id' and i.indpred is null)
        """,
    ),
    "C7": (
        "is a view, materialised view, foreign table or partition that goes past the policies",
        f"""
        select c.oid::regclass::text from pg_class c where c.relnamespace = 'public'::regnamespace
          and (c.relkind in ('m', 'f') or c.relispartition or (c.relkind = 'v' and not coalesce(c.reloptions @> array['security_invoker=true'], false)))
          and has_table_privilege('{APPLICATION}', c.oid, 'select')
        """,
    ),
    "C8": (
        "is a function with the definer's rights that is not pinned down",
        """
        select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and n.nspname !~ '^(pg_|information_schema)'
          and ((p.prosqlbody is null and not exists (select from unnest(p.proconfig) s where s like 'search_path=%'))
               or exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0 and a.privilege_type = 'EXECUTE'))
        """,
    ),
    "C9": (
        "is a privilege that the application must not have",
        f"""
        select c.oid::regclass::text || ' ' || p from pg_class c, unnest(array['truncate', 'references', 'trigger']) p
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege('{APPLICATION}', c.oid, p)
        union select nspname || ' create' from pg_namespace where nspname !~ '^pg_' and has_schema_privilege('{APPLICATION}', oid, 'create')
        union select 'changes ' || p from unnest(array['insert', 'update', 'delete']) p where has_table_privilege('{APPLICATION}', 'changes', p)
        union select 'password_tokens ' || p from unnest(array['select', 'insert', 'update', 'delete']) p
          where has_table_privilege('{APPLICATION}', 'password_tokens', p)
        union select 'users.password_hash' where has_column_privilege('{APPLICATION}', 'users', 'password_hash', 'select')
        union select 'sessions.token_hash' where has_column_privilege('{APPLICATION}', 'sessions', 'token_hash', 'select')
        """,
    ),
    "C10": (
        "is a key of four bytes, which runs out, or tells how many there are",
        f"""
        select t.relname || '.' || a.attname from pg_index i join pg_class t on t.oid = i.indrelid
        join pg_attribute a on a.attrelid = t.oid and a.attnum = any (i.indkey)
        where i.indisprimary and t.relname in ({_names(RESOURCES + LEDGERS + SHARED)}) and a.atttypid in ('int2'::regtype, 'int4'::regtype)
        union select c.relname from pg_class c where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace
          and c.relname not like '{GLOBAL_PREFIX}%' and case when c.relkind = 'S' then has_sequence_privilege('{APPLICATION}', c.oid, 'select') end
        """,
    ),
}
"""Name of the check → why its rows are findings, and the SQL that finds them."""
