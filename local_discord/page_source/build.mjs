// Builds the page into ../page (or --out=FOLDER), or with --tests the unit tests into built-tests.
// The same sources and package-lock.json give the same bytes: a test builds again and compares.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const asked = Object.fromEntries(
  process.argv.slice(2).map((one) => one.replace(/^--/, "").split("=", 2)),
);
const common = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  alias: { react: "preact/compat", "react-dom": "preact/compat" },
  logLevel: "warning",
};

if ("tests" in asked) {
  const folder = join(here, "built-tests");
  await rm(folder, { recursive: true, force: true });
  const tests = (await readdir(join(here, "tests"))).filter((one) => one.endsWith(".test.ts"));
  await build({
    ...common,
    platform: "node",
    entryPoints: tests.map((one) => join("tests", one)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
  });
} else {
  const folder = asked.out ?? join(here, "..", "page");
  await mkdir(folder, { recursive: true });
  await build({
    ...common,
    entryPoints: { page: "src/main.tsx" },
    outdir: folder,
    minify: true,
    legalComments: "none", // LICENSES.txt has them whole
    charset: "utf8",
    target: ["chrome123", "firefox121", "safari17.5"],
    assetNames: "[name]",
    loader: { ".woff2": "file" },
  });
  await cp(join(here, "index.html"), join(folder, "index.html"));
  await writeFile(join(folder, "LICENSES.txt"), await licences());
}

async function licences() {
  const { dependencies } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
  const parts = ["The page holds code and fonts of these packages, each under its licence.\n"];
  for (const name of [...Object.keys(dependencies), "@preact/signals-core"].sort()) {
    const folder = join(here, "node_modules", name);
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
    const text = await readFile(join(folder, file), "utf8");
    parts.push(`${"=".repeat(78)}\n${name} ${version}\n${"=".repeat(78)}\n\n${text.trim()}\n`);
  }
  return parts.join("\n");
}
