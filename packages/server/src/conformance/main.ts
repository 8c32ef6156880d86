import { runSuite } from "./run-suite.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Which suite? Run `npm run conformance -- DIR`, where DIR holds cases.json and datasets/.");
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await runSuite(folder, (line) => console.log(line));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
