import pytest
from django import forms
from django.template import Context, Template


class Everything(forms.Form):
    name = forms.CharField(label="Name", help_text="as on your card")
    email = forms.EmailField(required=False)
    story = forms.CharField(widget=forms.Textarea)
    language = forms.ChoiceField(choices=[("ar", "العربية"), ("en", "English")], widget=forms.RadioSelect)
    sure = forms.BooleanField()
    files = forms.FileField()


def shown(name: str, data: dict[str, str] | None = None) -> str:
    template = Template("{% load heard %}{% field form." + name + " %}")
    return template.render(Context({"form": Everything(data)}))


@pytest.mark.parametrize(("name", "direction"), [("name", "auto"), ("email", "ltr"), ("story", "auto")])
def test_an_input_is_written_in_the_direction_of_what_it_holds(name: str, direction: str) -> None:
    assert f'dir="{direction}"' in shown(name)


def test_label_help_and_error_belong_to_their_input() -> None:
    html = shown("name", {})
    assert '<label for="id_name">Name' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "id_name_error" in html.split("aria-describedby=")[1][:60]


def test_what_may_stay_empty_says_so() -> None:
    assert "optional" in shown("email")
    assert "optional" not in shown("name")


def test_a_choice_of_languages_speaks_them() -> None:
    html = shown("language")
    assert 'role="radiogroup"' in html
    assert 'lang="ar"' in html


def test_a_box_stands_before_its_words_and_a_file_has_a_button() -> None:
    assert 'class="check"' in shown("sure")
    assert "Choose files" in shown("files")
