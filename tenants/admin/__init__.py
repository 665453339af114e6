"""Table of contents: what a company's admins see of people, keys and history."""

from tenants.admin.words import WORDS
from tenants.audit import registry
from tenants.audit.admin import EntryAdmin
from tenants.audit.models import Entry
from tenants.membership.admin import MemberAdmin, TeamAdmin
from tenants.membership.models import Member, Team
from tenants.membership.site import site
from tenants.tokens.admin import TokenAdmin
from tenants.tokens.models import Token

site.register(Member, MemberAdmin)
site.register(Team, TeamAdmin)
site.register(Token, TokenAdmin)
site.register(Entry, EntryAdmin)

for verb, word in WORDS.items():
    registry.words.add(verb, word)
