import type { ReadStream } from "node:tty";
import type { OutputStream } from "./terminal.ts";

/**
 * Asks for a secret on the terminal and shows nothing of it. Undefined where nobody sits there, or where it was given up with
 * Ctrl-C or Ctrl-D.
 */
export async function askSecret(
  prompt: string,
  input: ReadStream,
  { write }: Pick<OutputStream, "write">,
): Promise<string | undefined> {
  if (!input.isTTY) return undefined;
  write(prompt);
  input.setRawMode(true);
  input.setEncoding("utf8");
  try {
    return await typedLine(input);
  } finally {
    input.setRawMode(false);
    input.pause();
    write("\n");
  }
}

function typedLine(input: ReadStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    const typed: string[] = [];
    const end = (secret: string | undefined): void => {
      input.off("data", take);
      resolve(secret);
    };
    const take = (chunk: Buffer | string): void => {
      for (const char of String(chunk)) {
        if (char === "\r" || char === "\n") {
          end(typed.join(""));
          return;
        }
        // The terminal does not make signals of them while it hands on every key.
        if (char === "\u0003" || char === "\u0004") {
          end(undefined);
          return;
        }
        if (char === "\u007f" || char === "\b") typed.pop();
        else typed.push(char);
      }
    };
    input.on("data", take);
    input.resume();
  });
}
