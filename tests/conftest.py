"""What holds for every test: properties are tried without a clock, however busy the machine is."""

from __future__ import annotations

import hypothesis
import pytest

# By itself Hypothesis fails an example that takes over 200 ms, as any may beside other tests.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=3000)
hypothesis.settings.load_profile("unhurried")

# Before anybody imports it: its assertions then say what they compared.
pytest.register_assert_rewrite("tests.e2e.looking")
