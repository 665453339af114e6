from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.files import rules


class FilesRefused(Exception):
    """More than a message may carry. `str()` says so in the reader's language."""


class TooManyFiles(FilesRefused):
    def __str__(self) -> str:
        most = rules.MOST_FILES
        return ngettext("At most %(most)s file.", "At most %(most)s files.", most) % {"most": most}


class FileTooLarge(FilesRefused):
    """One file; its name is the argument."""

    def __str__(self) -> str:
        values = {"name": self.args[0], "most": rules.MOST_BYTES_EACH // rules.MEGABYTE}
        return _("“%(name)s” is larger than %(most)s MB. Send a link instead.") % values


class FilesTooLarge(FilesRefused):
    def __str__(self) -> str:
        most = rules.MOST_BYTES // rules.MEGABYTE
        return _("The files are larger than %(most)s MB together. Send a link instead.") % {"most": most}


class NoPicture(Exception):
    """These bytes are not an image that we show."""
