"""``/lyrics`` and the shots that lines share or split."""
