"""What a person does at the page with keyboard and mouse, and what they wait to see there.

Nothing here asks the server or the bot behind the page's back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import FilePayload, Locator, Page

PATIENCE_MS: Final = 90_000
"""How long anything may take on a machine that is busy with something else."""


def file(name: str, content: bytes) -> FilePayload:
    """A file to attach; the browser looks at its name for the kind, as people's browsers do."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@dataclass
class Visitor:
    """Somebody at the page."""

    page: Page

    async def is_connected(self) -> None:
        """Wait until the page hears of what happens."""
        await expect(self.page.get_by_test_id("page")).to_have_attribute(
            "data-line", "live", timeout=PATIENCE_MS
        )

    async def types(self, command: str, **options: str | FilePayload) -> None:
        """Write a slash command with its options, and send it."""
        box = self.page.get_by_test_id("composer-input")
        await box.press_sequentially(f"/{command}")
        await self.page.get_by_role("option").first.wait_for(timeout=PATIENCE_MS)
        await box.press("Enter")
        form = self.page.get_by_test_id("command-form")
        for name, value in options.items():
            field = form.locator(f"[data-field={name}]")
            if await field.count() == 0:
                await form.get_by_role("button", name=name, exact=True).click()
                field = form.locator("[data-field]").last  # shown in the person's language
            if isinstance(value, str):
                await field.fill(value)
            else:
                await field.set_input_files(value)
        await form.locator("[type=submit]").click()
        await form.wait_for(state="detached")

    async def says(self, words: str) -> None:
        """Post a message."""
        box = self.page.get_by_test_id("composer-input")
        await box.press_sequentially(words)
        await box.press("Enter")

    async def fills_in(self, *entries: str) -> None:
        """Fill in the form that the bot opened, top to bottom, and send it."""
        dialog = self.page.get_by_test_id("modal")
        await dialog.wait_for(timeout=PATIENCE_MS)
        for place, words in enumerate(entries):
            await dialog.get_by_role("textbox").nth(place).fill(words)
        await dialog.locator("[type=submit]").click()
        await dialog.wait_for(state="detached", timeout=PATIENCE_MS)

    async def becomes(self, name: str) -> None:
        """Be another person of the guild from here on."""
        await self._chooses(name)
        await expect(self.page.get_by_test_id("you")).to_contain_text(name, timeout=PATIENCE_MS)
        await self.is_connected()

    async def speaks(self, language: str) -> None:
        """Set the language of one's Discord."""
        await self._chooses(language)

    async def _chooses(self, name: str) -> None:
        await self.page.get_by_test_id("you").click()
        settings = self.page.get_by_test_id("settings")
        await settings.get_by_role("radio", name=name, exact=True).check()
        await self.page.keyboard.press("Escape")
        await settings.wait_for(state="detached")

    async def sees(self, *words: str) -> Locator:
        """Wait for a message with all of these words; the newest one that has them."""
        found = self.page.get_by_test_id("message")
        for one in words:
            found = found.filter(has_text=one)
        await found.last.wait_for(timeout=PATIENCE_MS)
        return found.last

    async def reacts(self, message: Locator, emoji: str) -> None:
        """Click a reaction under a message, and see it counted."""
        chip = message.locator(f"[data-testid=reaction][data-emoji='{emoji}']")
        before = await chip.get_attribute("aria-pressed", timeout=PATIENCE_MS)
        await chip.click()
        after = "false" if before == "true" else "true"
        await expect(chip).to_have_attribute("aria-pressed", after, timeout=PATIENCE_MS)
