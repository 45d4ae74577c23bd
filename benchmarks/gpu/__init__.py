"""What a card does with networks of real sizes, and random weights: `make gpu`.

Not among the benchmarks of `make bench`, which run anywhere.
"""

BENCHMARKS: dict[str, object] = {}
