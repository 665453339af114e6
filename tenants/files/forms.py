"""Several files in one form field, for every door that takes them."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tenants.files import services
from tenants.files.errors import FilesRefused


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return list(files.getlist(name)) if files else []


class FilesField(forms.FileField):
    """Bounded in number, in size and in the size of all together."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        found = [super(FilesField, self).clean(item) for item in data or () if item is not None]
        if self.required and not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        try:
            services.check(sizes=[(file.name or "", file.size or 0) for file in found])
        except FilesRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return found
