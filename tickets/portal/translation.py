from modeltranslation.translator import TranslationOptions, register

from tickets.portal.models import WebForm


@register(WebForm)
class WebFormTranslation(TranslationOptions):
    fields = ("intro", "consent")
