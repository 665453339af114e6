"""The networks we know, by name. Filled in apps.py only."""

from helpdesk.lib.registry import Registry
from social.connectors.protocol import Connector

connectors: Registry[Connector] = Registry("network")
