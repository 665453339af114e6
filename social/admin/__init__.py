"""Table of contents: what a company's admins see of brands and social accounts."""

from social.accounts.admin import BrandAdmin, SocialAccountAdmin
from social.accounts.models import Brand, SocialAccount
from social.admin.words import WORDS
from tenants.audit import registry
from tenants.membership.site import site

site.register(Brand, BrandAdmin)
site.register(SocialAccount, SocialAccountAdmin)

for verb, word in WORDS.items():
    registry.words.add(verb, word)
