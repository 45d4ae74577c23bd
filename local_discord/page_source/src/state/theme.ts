// Light or dark: as the system says, until someone chooses.
import { signal } from "@preact/signals";
import { recall, remember } from "./memory";

export type Theme = "system" | "light" | "dark";

export const theme = signal<Theme>(read());
show(theme.value);

export function choose(chosen: Theme): void {
  theme.value = chosen;
  remember("theme", chosen);
  show(chosen);
}

function read(): Theme {
  const known = recall("theme");
  return known === "light" || known === "dark" ? known : "system";
}

function show(chosen: Theme): void {
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}
