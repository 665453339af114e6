from modeltranslation.translator import TranslationOptions, register

from tickets.ticket.models import Category, CustomStatus


@register(CustomStatus)
class CustomStatusTranslation(TranslationOptions):
    fields = ("name",)


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name",)
