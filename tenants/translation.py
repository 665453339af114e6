"""Table of contents: what companies write in several languages."""

from tenants.tenancy.translation import CompanyTranslation as CompanyTranslation
