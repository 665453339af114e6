"""What the sweeper reads of mail, the search that crosses the leakproof rule, and the timeline that is append-only."""

from django.db import migrations

from tenants.isolation.sql import CURRENT_TENANT, append_only, definer_function, let_read

# EXECUTE, so that each query is planned for its own words: a common word walks the newest entries, a rare one the index.
SEARCH = f"""
BEGIN
    RETURN QUERY EXECUTE
        'SELECT e.ticket_id FROM tickets_entry e '
        'WHERE e.tenant_id = {CURRENT_TENANT.replace("'", "''")} AND e.words @@ to_tsquery(''simple'', $1) '
        'ORDER BY e.id DESC LIMIT $2'
    USING query, most;
END
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("tenants", "0002_wall")]

    operations = [
        let_read("heard_sweeper", "tickets_inbound", "tenant_id", "due_at", "state"),
        let_read("heard_search", "tickets_entry", "tenant_id", "id", "ticket_id", "words"),
        definer_function(
            "heard_search_entries(query text, most integer) RETURNS SETOF uuid LANGUAGE plpgsql",
            SEARCH,
        ),
        append_only("tickets_event"),
    ]
