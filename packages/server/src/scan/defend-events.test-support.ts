/** Fields by dotted name; undefined takes a field away. */
export type Fields = Readonly<Record<string, unknown>>;

/** Time of the file event, in milliseconds since 1970. */
export const startMs = Date.UTC(2026, 5, 8, 6, 30, 12, 450);
/** The file that is written and started. */
export const program = "C:\\Users\\Public\\pivot.exe";

/** What arrives over SMB: the kernel process writes a program file. */
export function fileEvent(changes: Fields = {}, atMs = 0): object {
  return defendEvent("file", atMs, {
    "event.action": "creation",
    "event.type": ["creation"],
    "process.pid": 4,
    "process.name": "System",
    "process.executable": "System",
    "file.path": program,
    "file.name": "pivot.exe",
    "file.extension": "exe",
    "file.Ext.header_bytes": "4d5a9000",
    ...changes,
  });
}

/** The program is started, 0.9 s after it was written unless told otherwise. */
export function startEvent(changes: Fields = {}, atMs = 900): object {
  return defendEvent("process", atMs, {
    "event.action": "start",
    "event.type": ["start"],
    "process.pid": 7788,
    "process.name": "pivot.exe",
    "process.executable": program,
    "process.command_line": `${program} -l 0.0.0.0`,
    "process.code_signature.exists": false,
    "process.parent.name": "WmiPrvSE.exe",
    ...changes,
  });
}

function defendEvent(category: string, atMs: number, fields: Fields): object {
  const event: Record<string, unknown> = {};
  const all: Fields = {
    "@timestamp": new Date(startMs + atMs).toISOString(),
    "agent.type": "endpoint",
    "event.kind": "event",
    "event.module": "endpoint",
    "event.dataset": `endpoint.events.${category}`,
    "event.category": [category],
    "host.id": "9c1d2f70-aaaa-4bbb-8ccc-0123456789ab",
    "host.name": "acct-ws-07",
    "host.os.type": "windows",
    "user.name": "SYSTEM",
    ...fields,
  };
  for (const [name, value] of Object.entries(all))
    if (value !== undefined) put(event, name.split("."), value);
  return event;
}

function put(into: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  into[key] ??= {};
  put(into[key] as Record<string, unknown>, rest, value);
}
