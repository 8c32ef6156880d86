// @ts-check
/** Entity id of the process that all others of the tree come from. */
export const rootOfTree = "bench-tree-0";

/** Children of each process: 5,000 processes are three generations, which the page asks for at once. */
const childrenOfEach = 17;
const names = ["cmd.exe", "powershell.exe", "msbuild.exe", "cl.exe", "link.exe", "conhost.exe"];

/**
 * Starts of processes of one host within a minute, each of them started by one before it, as a build makes them.
 * @param {{ processes: number, nowMs: number }} options
 */
export function treeEvents({ processes, nowMs }) {
  return Array.from({ length: processes }, (_, at) => {
    const name = names[at % names.length] ?? "";
    const parent = Math.floor((at - 1) / childrenOfEach);
    const executable = `C:\\build\\tools\\${name}`;
    return {
      "@timestamp": new Date(nowMs - 60_000 + Math.floor((at / processes) * 59_000)).toISOString(),
      event: {
        kind: "event",
        category: ["process"],
        type: ["start"],
        action: "start",
        id: `bench-tree-event-${at}`,
      },
      host: { id: "bench-tree-host", name: "builder", os: { type: "windows" } },
      user: { name: "build", domain: "BUILDER" },
      process: {
        entity_id: at === 0 ? rootOfTree : `bench-tree-${at}`,
        pid: 1_000 + at * 4,
        name,
        executable,
        command_line: `${executable} /task:${at} /in:C:\\src\\part-${at}.cpp /out:C:\\obj\\part-${at}.obj`,
        ...(at === 0 ? {} : { parent: { entity_id: `bench-tree-${parent}`, pid: 1_000 + parent * 4 } }),
      },
    };
  });
}
