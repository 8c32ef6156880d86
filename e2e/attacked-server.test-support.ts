import { fileURLToPath } from "node:url";
import { builtInCatalogue } from "@eqlite/core/events";
import { expect } from "vitest";
import type { ServerConfig } from "../packages/server/src/config/settings.ts";
import { withDemoAliases } from "../packages/server/src/serve/demo/demo-index-aliases.ts";
import { replayDemo } from "../packages/server/src/serve/demo/replay-demo.ts";
import {
  testConfig,
  type WholeServer,
  type WholeServers,
  wholeServers,
} from "../packages/server/src/serve/whole-server.test-support.ts";

/** A server that has seen the recorded attack of the demo, and the one alert that it raised. */
export interface AttackedServer {
  readonly server: WholeServer;
  readonly alertId: string;
}

export async function startAttacked(
  servers: WholeServers,
  config: Partial<ServerConfig> = {},
): Promise<AttackedServer> {
  const { indexAliases } = testConfig(servers.newFolder());
  const server = await servers.start({ config: { indexAliases: withDemoAliases(indexAliases), ...config } });
  await replayAttack(server);
  return { server, alertId: await onlyAlert(server) };
}

/** The id of the one alert that there is. */
export async function onlyAlert({ data, detection }: WholeServer): Promise<string> {
  await detection.live?.caughtUp();
  const ids = Array.from(data.alerts.scan({ buildingBlocks: "hidden" }, "newest-first"), ({ id }) => id);
  expect(ids).toHaveLength(1);
  return ids[0] ?? "";
}

/** Lets the attack happen now, by the clock of the server; it is judged when this is done. */
export async function replayAttack({ ingest, clock, detection }: WholeServer): Promise<void> {
  await replayDemo({ path: recording, ingest, catalogue: builtInCatalogue(), clock });
  await detection.live?.caughtUp();
}

/**
 * One such server for all tests of a file that only look at it: the first of them starts it. What they write must be their own,
 * such as a step of the guide that no other test knows of.
 */
export function sharedAttackedServer(): () => Promise<AttackedServer> {
  const servers = wholeServers("file");
  let started: Promise<AttackedServer> | undefined;
  return () => {
    started ??= startAttacked(servers);
    return started;
  };
}

const recording = fileURLToPath(new URL("../recordings/demo/aptsimulator_cobaltstrike.zip", import.meta.url));
