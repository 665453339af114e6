"""Table of contents."""

from tenants.audit.models import Entry as Entry
from tenants.files.models import File as File
from tenants.idempotency.models import Answer as Answer
from tenants.identity.models import User as User
from tenants.isolation.models import Tenant as Tenant
from tenants.localmail.models import LocalMail as LocalMail
from tenants.membership.models import Invitation as Invitation
from tenants.membership.models import Member as Member
from tenants.membership.models import Team as Team
from tenants.membership.models import TeamMember as TeamMember
from tenants.operators.models import Operator as Operator
from tenants.operators.models import OperatorSession as OperatorSession
from tenants.operators.models import PlatformEntry as PlatformEntry
from tenants.outbox.models import Item as Item
from tenants.plans.models import Subscription as Subscription
from tenants.routes.models import Route as Route
from tenants.support.models import SupportGrant as SupportGrant
from tenants.tenancy.models import Company as Company
from tenants.tokens.models import Token as Token
