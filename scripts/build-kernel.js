// @ts-check
// Compiles the AssemblyScript of the kernel to WebAssembly and writes it as a module of the core package, as text: so it
// needs no file beside it and no request, wherever core runs. Does nothing when no source has changed since.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const kernel = join(root, "packages/core/src/kernel");
const output = join(kernel, "generated/kernel-module-bytes.ts");
const sources = [
  fileURLToPath(import.meta.url),
  join(root, "package-lock.json"),
  join(kernel, "memory-layout.ts"),
  ...readdirSync(join(kernel, "wasm")).map((name) => join(kernel, "wasm", name)),
];

if (isStale()) await build();

function isStale() {
  const made = statSync(output, { throwIfNoEntry: false });
  return made === undefined || sources.some((path) => statSync(path).mtimeMs > made.mtimeMs);
}

async function build() {
  // Only where it is needed: the compiler takes a second to load.
  const { default: asc } = await import("assemblyscript/asc");
  /** @type {Record<string, Uint8Array | string>} */
  const written = {};
  const { error, stderr } = await asc.main(
    [
      "index.ts",
      "--outFile=kernel.wasm",
      "-O3",
      "--runtime=stub",
      "--enable=simd",
      "--memoryBase=8192",
      "--importMemory",
      "--noAssert",
    ],
    {
      readFile: (name) => readSource(name),
      writeFile: (name, contents) => {
        written[name] = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null) {
    console.error(stderr.toString());
    throw error;
  }
  const wasm = written["kernel.wasm"];
  if (wasm === undefined || typeof wasm === "string") throw new Error("the compiler wrote no module");
  const text = [
    "// Made by scripts/build-kernel.js from ../wasm; not to be edited.",
    `export const kernelModuleBase64 =\n  "${Buffer.from(wasm).toString("base64")}";`,
    "",
  ].join("\n");
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, text);
}

/** @param {string} name as the compiler asks for it, relative to the entry */
function readSource(name) {
  try {
    return readFileSync(join(kernel, "wasm", name), "utf8");
  } catch {
    return null;
  }
}
