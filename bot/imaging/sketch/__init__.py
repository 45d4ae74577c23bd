"""The sketch model: Couplet's own small diffusion model and everything that made it.

Painting needs only `model/` (an ordinary diffusers folder) and `language` (which words it knows).
`scenes`, `train`, `evaluate` and `export` belong to the extra `train` and are never imported by
the painter.
"""
