"""Write the families named into a folder: ``python -m tests.imaging.families FOLDER NAME ...``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import torch

from tests.imaging.families import FAMILIES

folder = Path(sys.argv[1])
for name in sys.argv[2:]:
    cast("Any", torch).manual_seed(0)
    FAMILIES[name]().save_pretrained(folder / name, safe_serialization=True)
