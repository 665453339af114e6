from django.db import transaction

from tenants.files import storage
from tenants.files.models import File
from tenants.isolation.context import require_tenant_id


@transaction.atomic
def store(*, content: bytes, media_type: str = "application/octet-stream") -> File:
    """Keep bytes for the current tenant: on disk first, then the row. The same bytes give the same row."""
    sha256 = storage.write(require_tenant_id(), content)
    file, _ = File.objects.get_or_create(sha256=sha256, defaults={"size": len(content), "media_type": media_type})
    return file


def read(*, file: File) -> bytes:
    """The content. Raises FileNotFoundError when the disk lost it."""
    return storage.read(file.tenant_id, file.sha256)
