"""Search for several words. How often words stand together cannot be estimated from how often each stands alone."""

from importlib import import_module

from django.db import migrations

from tenants.isolation.sql import CURRENT_TENANT, definer_function

WINDOW = 5_000
QUOTED_TENANT = CURRENT_TENANT.replace("'", "''")

# One word: planned for that word, as before. Several: the newest entries are read, about 2 ms; when these are all, or
# show enough tickets, that was it. Otherwise few entries hold the words, and OFFSET 0 has them found before sorting:
# a plan that walks from the newest on, in the hope of a LIMIT, read all of them for two words that never meet.
SEARCH = f"""
DECLARE
    wanted tsquery := to_tsquery('simple', query);
    seen integer;
    newest uuid[];
BEGIN
    IF numnode(wanted) = 1 THEN
        RETURN QUERY EXECUTE
            'SELECT e.ticket_id FROM tickets_entry e '
            'WHERE e.tenant_id = {QUOTED_TENANT} AND e.words @@ $1 ORDER BY e.id DESC LIMIT $2'
        USING wanted, most;
        RETURN;
    END IF;
    SELECT count(*), array_agg(e.ticket_id ORDER BY e.id DESC) FILTER (WHERE e.words @@ wanted) INTO seen, newest
    FROM (SELECT id, ticket_id, words FROM tickets_entry
          WHERE tenant_id = {CURRENT_TENANT} ORDER BY id DESC LIMIT {WINDOW}) e;
    IF seen < {WINDOW} OR enough <= (SELECT count(DISTINCT ticket) FROM unnest(newest) ticket) THEN
        RETURN QUERY SELECT unnest(newest[:most]);
        RETURN;
    END IF;
    RETURN QUERY EXECUTE
        'SELECT e.ticket_id FROM (SELECT id, ticket_id FROM tickets_entry '
        'WHERE tenant_id = {QUOTED_TENANT} AND words @@ $1 OFFSET 0) e ORDER BY e.id DESC LIMIT $2'
    USING wanted, most;
END
"""

before = definer_function(
    "heard_search_entries(query text, most integer) RETURNS SETOF uuid LANGUAGE plpgsql",
    import_module("tickets.migrations.0002_wall").SEARCH,
)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_message_day")]

    operations = [
        migrations.RunSQL(before.reverse_sql, before.sql),
        definer_function(
            "heard_search_entries(query text, enough integer, most integer) RETURNS SETOF uuid LANGUAGE plpgsql",
            SEARCH,
        ),
    ]
