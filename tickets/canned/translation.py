from modeltranslation.translator import TranslationOptions, register

from tickets.canned.models import CannedReply


@register(CannedReply)
class CannedReplyTranslation(TranslationOptions):
    fields = ("title", "body")
