from modeltranslation.translator import TranslationOptions, register

from tenants.tenancy.models import Company


@register(Company)
class CompanyTranslation(TranslationOptions):
    fields = ("name",)
