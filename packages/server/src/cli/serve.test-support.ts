import { setTimeout as wait } from "node:timers/promises";
import { afterAll } from "vitest";
import { runProgram } from "./program.ts";
import { type CommandResult, type FakeOptions, fakeTerminal } from "./terminal.test-support.ts";

export interface ServingCommand {
  readonly url: string;
  readonly port: number;
  readonly outText: () => string;
  readonly errText: () => string;
  /** As Ctrl-C does. */
  stop(): Promise<CommandResult>;
}

const running = new Set<ServingCommand>();

/** Runs `eqlite serve` in this process until it is stopped, at the latest with the tests of the file. */
export async function serve(
  args: readonly string[],
  options: Omit<FakeOptions, "signal"> = {},
): Promise<ServingCommand> {
  const abort = new AbortController();
  const terminal = fakeTerminal({ ...options, signal: abort.signal });
  let ended: number | undefined;
  const exit = runProgram(["serve", "--port", "0", ...args], terminal).then((code) => {
    ended = code;
    return code;
  });
  while (!/Ctrl-C/.test(terminal.outText())) {
    if (ended !== undefined) throw new Error(`serve ended with ${ended}: ${terminal.errText()}`);
    await wait(10);
  }
  const url = /https?:\/\/\S+:\d+/.exec(terminal.outText())?.[0] ?? "";
  const command: ServingCommand = {
    url,
    port: Number(new URL(url).port),
    outText: terminal.outText,
    errText: terminal.errText,
    async stop() {
      running.delete(command);
      abort.abort();
      return { code: await exit, out: terminal.outText(), err: terminal.errText() };
    },
  };
  running.add(command);
  return command;
}

/** To be called at the top of a test file: whatever a failed test left running is stopped. */
export function stopServersAfterTests(): void {
  afterAll(async () => {
    for (const command of running) await command.stop();
  });
}
