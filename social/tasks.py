"""Table of contents."""

from social.intake.tasks import drain as drain
from social.intake.tasks import forget as forget
from social.intake.tasks import poll as poll
