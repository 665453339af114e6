from typing import Any

from django import forms
from django.template import Context, Template

from helpdesk.web import translated


class Greeting(forms.Form):
    """Words in several languages, one of them needed."""

    def __init__(self, *args: Any, languages: tuple[str, ...] = ("ar", "en"), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        translated.add_fields(self, "title", lambda: forms.CharField(label="Title", max_length=5), languages)
        translated.add_fields(self, "body", lambda: forms.CharField(label="Text", widget=forms.Textarea), languages)


def shown(form: forms.Form) -> str:
    return Template('{% load heard %}{% language_tabs form "title" "body" %}').render(Context({"form": form}))


def test_each_language_is_written_in_its_own_direction() -> None:
    form = Greeting()
    assert list(form.fields) == ["title_ar", "title_en", "body_ar", "body_en"]
    assert 'dir="rtl" lang="ar"' in str(form["title_ar"])
    assert 'dir="ltr" lang="en"' in str(form["body_en"])


def test_there_is_one_tab_for_each_language_and_the_first_is_open() -> None:
    html = shown(Greeting())
    assert html.index("العربية") < html.index("English")
    assert "עברית" not in html
    assert 'value="ar" form="" checked' in html
    assert html.count("checked") == 1


def test_a_tab_with_a_mistake_is_open_and_says_so() -> None:
    html = shown(Greeting({"title_en": "much too long"}))
    assert 'value="en" form="" checked' in html
    assert html.count("to correct") == 1


def test_an_empty_tab_says_so() -> None:
    assert shown(Greeting({"title_ar": "أهلًا", "body_ar": "أهلًا بكم"})).count("tabs__empty") == 1


def test_no_language_is_demanded_by_the_browser() -> None:
    assert "required" not in shown(Greeting())


def test_unknown_languages_are_left_out_and_none_means_all() -> None:
    assert list(Greeting(languages=("fr", "he")).fields) == ["title_he", "body_he"]
    assert len(Greeting(languages=("fr",)).fields) == 6


def test_the_words_of_a_field_are_taken_out_of_the_data() -> None:
    data = {"title_ar": "أهلًا", "title_en": None, "other": 1}
    assert translated.collect(data, "title") == {"ar": "أهلًا", "en": ""}
    assert data == {"other": 1}
