"""Measure the product on a private installation: `python -m benchmarks`. README.md says what each figure means."""
