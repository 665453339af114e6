"""Repairs and gestures over the API: their steps, what is given, what is asked for, and vouchers at the till."""

from tickets.recovery.api import approvals, grants, limits, recoveries, vouchers

routes = [*recoveries.routes, *approvals.routes, *grants.routes, *limits.routes, *vouchers.routes]
