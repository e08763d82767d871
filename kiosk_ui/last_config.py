"""What the hub last said of the neighbourhood, on the kiosk's disk: enough to promise the open table without a hub."""

import logging
from pathlib import Path

from wire import messages, rules
from wire.messages import KioskConfig, MessageError
from wire.private_files import write_private

logger = logging.getLogger(__name__)


def read_last_config(path: Path) -> KioskConfig | None:
    """The configuration of the last run, for a start without the hub; None where there is none that can be read."""
    try:
        return messages.decode(path.read_bytes(), KioskConfig, rules.LARGEST)
    except FileNotFoundError:
        return None
    except (OSError, MessageError) as error:
        logger.warning("%s: not usable (%s); the hub will send it anew", path, error)
        return None


def write_last_config(path: Path, config: KioskConfig) -> None:
    """Keep the configuration for the next start; replaced as a whole, so that a power cut leaves the old one."""
    write_private(path, messages.encode(config))
