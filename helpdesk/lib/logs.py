"""One event, one line, no secret."""

import logging
import re

import structlog

_SECRET = re.compile(
    r"(?i)((?:password|passwd|secret|token|authorization|cookie|session|csrf|key)[\"']?\s*[:=]\s*[\"']?)[^\s\"',;&]+"
)
_CREDENTIALS = re.compile(r"(\w+://[^:/@\s]+:)[^@\s]+(@)")
_API_KEY = re.compile(r"(?i)(hrd_[a-z0-9-]+_)[\w-]+")
_SIGNED_PATH = re.compile(r"(/(?:invitations|confirm-email|password/reset/key|c)/)[^/\s\"']+")


def hide(text: str) -> str:
    """The text without passwords, tokens and links that let somebody in."""
    text = _API_KEY.sub(r"\1…", text)
    text = _SECRET.sub(r"\1…", text)
    text = _CREDENTIALS.sub(r"\1…\2", text)
    return _SIGNED_PATH.sub(r"\1…", text)


def _hide_event(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: hide(value) if isinstance(value, str) else value for key, value in event.items()}


class NoSecrets(logging.Filter):
    """Cleans a record that did not come through structlog, and keeps it on one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, dict):
            return True  # an event of structlog: Line hides what is in it
        message = hide(record.getMessage()).replace("\r", "\\r").replace("\n", "\\n").replace("\x1b", "\\e")
        record.msg, record.args = message, None
        return True


class Line(structlog.stdlib.ProcessorFormatter):
    """key=value pairs with time and level."""

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _hide_event,
                structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
            ],
        )


def configure() -> None:
    """Send structlog through the standard handlers. Called once at start."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
