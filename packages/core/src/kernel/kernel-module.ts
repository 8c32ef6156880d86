import { kernelModuleBase64 } from "./generated/kernel-module-bytes.ts";

let compiled: WebAssembly.Module | undefined;
let isTried = false;

/**
 * The compiled module, made once; undefined where there is no WebAssembly with SIMD. The module is part of the code, so
 * that it needs no file beside it and no request, in Node, in a worker and in a page.
 */
export function kernelModule(): WebAssembly.Module | undefined {
  if (isTried) return compiled;
  isTried = true;
  if (typeof WebAssembly === "undefined") return undefined;
  const bytes = Uint8Array.from(atob(kernelModuleBase64), (char) => char.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return undefined;
  try {
    compiled = new WebAssembly.Module(bytes);
  } catch {
    // A page whose security policy does not allow `wasm-unsafe-eval` may not compile what is valid.
  }
  return compiled;
}
