"""The sketch model: Couplet's own small diffusion model, as it runs.

``model/`` is an ordinary diffusers folder, ``language`` says which words it knows, ``tokenizer``
makes its tokenizer of them. What made it is the top-level package ``training``.
"""
