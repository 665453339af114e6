"""Repairs and gestures over the API: their steps, what is given, what is asked for, and vouchers at the till."""

from tickets.recovery.api import approvals, grants, recoveries, vouchers

routes = [*recoveries.routes, *approvals.routes, *grants.routes, *vouchers.routes]
