"""Files in a multipart request, within what one message may carry."""

from typing import Any

from rest_framework import serializers

from tenants.files import rules, services
from tenants.files.errors import FilesRefused


class FilesField(serializers.ListField):
    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.FileField(allow_empty_file=True), max_length=rules.MOST_FILES, **options)

    def to_internal_value(self, data: Any) -> list[Any]:
        files: list[Any] = super().to_internal_value(data)
        try:
            services.check(sizes=[(file.name, file.size) for file in files])
        except FilesRefused as refused:
            raise serializers.ValidationError(str(refused), code="files_refused") from refused
        return files
