"""Speed and memory, measured side by side; see docs/benchmarks.md."""
