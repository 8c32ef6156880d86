import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { scratchFolder } from "../../events/scratch-folder.test-support.ts";
import { describeEventStore } from "../store-contract.test-support.ts";
import { openSegmentStore } from "./segment-store.ts";

const scratch = scratchFolder();

describe("the contract of event stores", () => {
  describeEventStore(() => openSegmentStore({ folder: mkdtempSync(join(scratch.path, "store-")) }));
});
