"""The words of the pictures: prompts, the clip's style, its cast."""
