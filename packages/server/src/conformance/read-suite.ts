import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConformanceCase, DatasetText, Suite } from "./suite.ts";

/** Reads `cases.json` of a suite and the data sets it names. Throws where a file is missing or DIR is no suite. */
export async function readSuite(folder: string): Promise<Suite> {
  const cases = await readCases(folder);
  const datasets: DatasetText[] = [];
  for (const name of new Set(cases.map(({ dataset }) => dataset))) {
    const base = join(folder, "datasets", name);
    const [schema, events] = await Promise.all([
      readFile(`${base}.schema.json`, "utf8"),
      readFile(`${base}.ndjson`, "utf8"),
    ]);
    datasets.push({ name, schema, events });
  }
  return { cases, datasets };
}

async function readCases(folder: string): Promise<readonly ConformanceCase[]> {
  const path = join(folder, "cases.json");
  const suite = JSON.parse(await readFile(path, "utf8")) as { format?: unknown; cases?: unknown };
  if (suite.format !== 1 || !Array.isArray(suite.cases) || suite.cases.length === 0) {
    throw new Error(`${path} is no conformance suite of format 1, or holds no case`);
  }
  return suite.cases as readonly ConformanceCase[];
}
