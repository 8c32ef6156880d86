import { readFileSync } from "node:fs";
import type { JsonValue } from "@eqlite/core/events";
import { builtInCatalogue } from "@eqlite/core/events";
import { sanitizeForTerminal } from "@eqlite/core/lang";
import { type ConfigProblem, loadConfig } from "../../config/load-config.ts";
import type { ServerConfig } from "../../config/settings.ts";
import { type Clock, systemClock } from "../../platform/clock.ts";
import { createLog } from "../../platform/log.ts";
import { runs } from "../../rules/stored-rule.ts";
import { withDemoAliases } from "../../serve/demo/demo-index-aliases.ts";
import { isDemoDue, noteReplayed, replayDemo } from "../../serve/demo/replay-demo.ts";
import { type RunningServer, startServer } from "../../serve/start-server.ts";
import { demoRecording } from "../assets.ts";
import { exitCodes } from "../exit-codes.ts";
import { type ServeMessages, serveMessages } from "../messages/serve-messages.ts";
import type { Terminal } from "../terminal.ts";
import { announceFirstAlert } from "./announce-alert.ts";
import { type ClientHints, clientHints, commandList } from "./client-hints.ts";

export type ServeFlags = Readonly<Record<string, JsonValue | undefined>>;

/** `eqlite serve`: runs until it is asked to stop. Returns the exit code; throws OperationalError where it cannot start. */
export async function serveCommand(flags: ServeFlags, terminal: Terminal): Promise<number> {
  const loaded = loadConfig({
    flags,
    env: terminal.env,
    currentFolder: terminal.currentFolder,
    readFile: readIfThere,
  });
  if (!loaded.ok) {
    reportProblems(loaded.problems, terminal);
    return exitCodes.usage;
  }
  const config = configToRun(loaded.config, loaded.origins.logLevel !== undefined);
  const { err } = terminal;
  const log = createLog({
    level: config.logLevel,
    format: config.logFormat,
    destination: { write: (line) => err.write(line), isTerminal: err.isTerminal },
  });
  const server = await startServer({ config, log });
  const messages = serveMessages[terminal.language];
  const hints = clientHints(server.url, config);
  writeGreeting(server, config, messages, terminal);
  if (server.firstUser !== undefined) writeFirstUser(server.firstUser, config, messages, terminal);
  if (config.demo && isDemoDue(server.data)) await showDemo(server, hints, messages, terminal, systemClock);
  else writeFirstSteps(server, config, hints, messages, terminal);
  terminal.out.write(`${messages.howToStop}\n`);
  await untilAborted(terminal.signal);
  terminal.out.write(`${messages.stopping}\n`);
  await server.stop();
  terminal.out.write(`${messages.stopped}\n`);
  return exitCodes.ok;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/**
 * In the demo a person reads the terminal, where a line for each request would hide what there is to see, and the bundled rule
 * shall see the events of the recording.
 */
function configToRun(config: ServerConfig, isLevelChosen: boolean): ServerConfig {
  if (!config.demo) return config;
  return {
    ...config,
    indexAliases: withDemoAliases(config.indexAliases),
    logLevel: isLevelChosen ? config.logLevel : "warn",
  };
}

function reportProblems(problems: readonly ConfigProblem[], { err, language }: Terminal): void {
  const messages = serveMessages[language];
  err.write(`${err.colors.red(messages.badSettings)}\n`);
  for (const { where, message } of problems) {
    err.write(`  ${err.colors.bold(sanitizeForTerminal(where))}: ${sanitizeForTerminal(message)}\n`);
  }
  err.write(`${messages.settingsHint}\n`);
}

function writeGreeting(
  { url, data, detection }: RunningServer,
  config: ServerConfig,
  messages: ServeMessages,
  { out }: Terminal,
): void {
  const rules = data.rules.all();
  const { problems } = detection.ruleSet.current();
  const running = rules.filter(runs).length - problems.length;
  const from = config.rules.length === 0 ? messages.bundledRules : config.rules.join(", ");
  out.write(`${out.colors.bold(messages.listening(url))}\n`);
  out.write(`  ${sanitizeForTerminal(messages.data(config.dataFolder, data.isNew))}\n`);
  out.write(`  ${sanitizeForTerminal(messages.rules(running, rules.length, from))}\n`);
  if (problems.length > 0) out.write(`  ${out.colors.yellow(messages.rulesWithProblems(problems.length))}\n`);
  if (config.demo) out.write(`  ${messages.noPassword}\n`);
  out.write("\n");
}

function writeFirstUser(
  { name, password }: NonNullable<RunningServer["firstUser"]>,
  { demo }: ServerConfig,
  messages: ServeMessages,
  { out }: Terminal,
): void {
  out.write(`${out.colors.bold(messages.firstPassword(name, password))}\n`);
  out.write(`  ${demo ? messages.passwordUnneeded : messages.passwordOnce}\n\n`);
}

function writeFirstSteps(
  { firstUser }: RunningServer,
  { demo }: ServerConfig,
  hints: ClientHints,
  messages: ServeMessages,
  { out }: Terminal,
): void {
  const isFirst = firstUser !== undefined && !demo;
  const steps = [
    ...(isFirst ? [{ what: messages.changePassword, commands: [hints.changePassword] }] : []),
    ...(isFirst ? [{ what: messages.makeKey, commands: [hints.makeKey] }] : []),
    { what: messages.openPage, commands: [hints.page] },
    { what: messages.sendEvent, commands: [hints.sendEvent] },
    { what: messages.seeAlerts, commands: [hints.alerts, hints.curlAlerts] },
    { what: messages.seeStatus, commands: [hints.status] },
  ];
  out.write(`${messages.firstSteps}\n${commandList(steps)}\n`);
}

/** Replays the recording and says when its alert was raised and how to look at it. */
async function showDemo(
  server: RunningServer,
  hints: ClientHints,
  messages: ServeMessages,
  terminal: Terminal,
  clock: Clock,
): Promise<void> {
  const { data, ingest, detection } = server;
  const { out } = terminal;
  out.write(`${messages.replaying}\n`);
  const events = await replayDemo({
    path: demoRecording(),
    ingest,
    catalogue: builtInCatalogue(),
    clock,
  });
  noteReplayed(data.values, clock.nowMs());
  out.write(`${messages.replayed(events)}\n\n`);
  // Where live detection is turned off, the next execution by schedule raises the alert.
  await detection.live?.caughtUp();
  await announceFirstAlert(data.alerts, hints, messages, terminal);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
