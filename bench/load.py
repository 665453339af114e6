"""python -m bench.load FOLDER SIZES...: fill one desk for each size and write down how to ask for its pages."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import django

from helpdesk.lib import clock


def main(folder: Path, sizes: list[int]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    from bench import fill

    now = clock.now()
    targets = [fill.load(size, now) for size in sizes]
    fill.tidy()
    (folder / "targets.json").write_text(json.dumps([asdict(target) for target in targets]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(size) for size in sys.argv[2:]])
