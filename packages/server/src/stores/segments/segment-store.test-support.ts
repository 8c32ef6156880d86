import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach } from "vitest";
import { scratchFolder } from "../../events/scratch-folder.test-support.ts";
import type { EventBlock, EventStore } from "../event-store.ts";
import { textOf } from "../store-contract.test-support.ts";
import { openSegmentStore, type SegmentStore, type SegmentStoreOptions } from "./segment-store.ts";
import type { StoreProblem } from "./store-problem.ts";

export interface OpenedStore {
  readonly store: SegmentStore;
  readonly folder: string;
  readonly problems: StoreProblem[];
}

/** Opens stores that are closed after each test, in folders that are removed in the end. */
export function segmentStores(): {
  newFolder(): string;
  open(options?: Partial<SegmentStoreOptions>): Promise<OpenedStore>;
} {
  const scratch = scratchFolder();
  const opened: SegmentStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  const newFolder = (): string => mkdtempSync(join(scratch.path, "store-"));
  return {
    newFolder,
    async open(options = {}) {
      const problems: StoreProblem[] = [];
      const folder = options.folder ?? newFolder();
      const store = await openSegmentStore({
        report: (problem) => problems.push(problem),
        ...options,
        folder,
      });
      opened.push(store);
      return { store, folder, problems };
    },
  };
}

/** Everything in a store: its blocks with their lines and ids. */
export async function contentOf(store: EventStore): Promise<readonly object[]> {
  return Promise.all(
    store.select({}).map(async (block: EventBlock) => {
      const lines = await store.read(block);
      return { ...block, text: textOf(lines), ids: [...(lines?.ids ?? [])] };
    }),
  );
}

/** Files of a data stream whose names end in something. */
export function filesOf(folder: string, dataStream: string, suffix: string): readonly string[] {
  return readdirSync(join(folder, dataStream))
    .filter((name) => name.endsWith(suffix))
    .toSorted()
    .map((name) => join(folder, dataStream, name));
}
