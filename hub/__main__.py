"""`curiocity hub`: its command line, its settings, and how it ends."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from hub import running, tables
from hub.authority import AuthorityError
from hub.broker_process import BrokerError
from hub.config import ConfigError, HubConfig, read_config
from hub.schema import StoreError
from hub.settings_file import SettingsFile
from wire import private_process
from wire.clock import clock_of
from wire.known_time import KnownTime

# An entry passes through three threads; each would wait 5 ms for one that is matching or encoding.
SWITCH_S = 0.0005

logger = logging.getLogger(__name__)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="curiocity hub", description="The neighbourhood's hub.")
    parser.add_argument("--data", type=Path, default=Path("hub-data"), help="folder of the hub (hub-data)")
    parser.add_argument("--config", type=Path, help="settings file (DATA/hub.toml)")
    parser.add_argument("--port", type=int, default=0, help="of the hub's broker (8883; amqtt: a free one)")
    parser.add_argument(
        "--web-port", type=int, metavar="PORT", help="of the hub's pages (8080; 0: a free one)"
    )
    parser.add_argument(
        "--listen", default="", help="address of the hub's broker (127.0.0.1; 0.0.0.0: the network)"
    )
    parser.add_argument(
        "--broker",
        default="",
        choices=("auto", "mosquitto", "nats", "amqtt"),
        help="which one to run (auto: mosquitto where it is installed, else amqtt for this machine alone)",
    )
    parser.add_argument(
        "--keys", type=Path, help="folder for the days' keys, such as /run/curiocity (DATA/keys)"
    )
    parser.add_argument(
        "--clock", type=Path, help="file with milliseconds by which this machine's clock is shifted"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a hub until it is told to stop; 2 where it cannot start, which one sentence explains."""
    options = arguments(argv)
    private_process.log_privately()
    if not private_process.keep_private():
        logger.info("this process may be swapped out: give it LimitMEMLOCK=infinity, or the machine no swap")
    sys.setswitchinterval(SWITCH_S)
    try:
        config, known = settings(options), KnownTime(clock_of(options.clock), options.data / "last_seen")
        options.keys = _keys(config, options)
        begins_anew = asyncio.run(running.run(config, options, known))
    except (AuthorityError, BrokerError, ConfigError, StoreError) as error:
        print(f"curiocity hub: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        where = error.filename or options.data
        print(
            f"curiocity hub: {where}: {error.strerror}: is it there, is there room, who may write?",
            file=sys.stderr,
        )
        return 2
    if begins_anew:
        tables.stop()
        private_process.begin_anew()
    return 0


def settings(options: argparse.Namespace) -> HubConfig:
    """The settings: those of a file that was named, those of the data folder, or the defaults. Raises ConfigError."""
    path = running.settings_path(options)
    if options.config and not path.exists():
        return read_config(path)  # which says that it is not there
    return running.looked_at(path, SettingsFile(path).read().config)


def _keys(config: HubConfig, options: argparse.Namespace) -> Path:
    """The folder of the days' keys: the command line's, the settings', or the data folder's own."""
    return Path(options.keys or config.storage.keys or options.data / "keys")


if __name__ == "__main__":
    sys.exit(main())
