import { engineNames } from "./engines.ts";
import { runSuite } from "./run-suite.ts";

const [folder, wanted = "reference"] = process.argv.slice(2);
const engineName = engineNames.find((name) => name === wanted);
if (folder === undefined) {
  console.error("Which suite? Run `npm run conformance -- DIR`, where DIR holds cases.json and datasets/.");
  process.exitCode = 2;
} else if (engineName === undefined) {
  console.error(`There is no engine ${JSON.stringify(wanted)}; there is ${engineNames.join(", ")}.`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await runSuite(folder, engineName, (line) => console.log(line));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
