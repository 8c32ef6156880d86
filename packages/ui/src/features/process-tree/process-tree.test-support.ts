import type { ProcessNode } from "../../shared/processes/process-queries.ts";

export function processNode(
  id: string,
  parent: string | null = null,
  more: Partial<ProcessNode> = {},
): ProcessNode {
  return {
    id,
    entity_id: id,
    entity_ids: [id],
    parent_id: parent,
    relation: "descendant",
    is_seen: true,
    pid: 1,
    name: `${id}.exe`,
    executable: null,
    command_line: null,
    user: null,
    host_id: "h1",
    host_name: "WS-1",
    sha256: null,
    sha1: null,
    md5: null,
    is_signed: null,
    is_trusted: null,
    signer: null,
    started_at: "2026-06-08T12:00:00.000Z",
    ended_at: null,
    kinds: {},
    children: 0,
    ...more,
  };
}

/** A tree of so many processes, each with up to so many children. */
export function manyProcesses(count: number, width: number): readonly ProcessNode[] {
  return Array.from({ length: count }, (_, at) =>
    processNode(`p${at}`, at === 0 ? null : `p${Math.floor((at - 1) / width)}`),
  );
}
