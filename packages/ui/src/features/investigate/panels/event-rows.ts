import type { SearchHit } from "../../../shared/api/search-events.ts";
import { type EventFields, readEventFields } from "../../../shared/event/flatten-event.ts";

// Events as the rows of panels: pure functions, so that what an analyst reads is tested.

export interface LogonRow {
  readonly id: string;
  readonly time: string;
  readonly host: string;
  readonly user: string;
  readonly userName: string;
  readonly userId: string | undefined;
  /** Windows' number of the type of log-on, such as 3. */
  readonly type: string | undefined;
  readonly source: string | undefined;
  readonly kind: "success" | "failure" | "explicit" | "end";
}

export function logonRows(hits: readonly SearchHit[]): readonly LogonRow[] {
  return hits.map((hit) => {
    const fields = readEventFields(hit._source);
    const name = fields.first("user.name", "winlog.event_data.TargetUserName") ?? "–";
    const domain = fields.first("user.domain", "winlog.event_data.TargetDomainName");
    return {
      id: hit._id,
      time: fields.first("@timestamp") ?? "",
      host: fields.first("host.name", "host.id") ?? "–",
      user: domain === undefined ? name : `${domain}\\${name}`,
      userName: name,
      userId: fields.first("user.id"),
      type: fields.first(
        "winlog.logon.type",
        "winlog.event_data.LogonType",
        "process.Ext.session_info.logon_type",
      ),
      source: sourceOf(fields),
      kind: logonKind(fields),
    };
  });
}

function logonKind(fields: EventFields): LogonRow["kind"] {
  if (fields.first("event.code") === "4648") return "explicit";
  if (fields.first("event.outcome") === "failure" || fields.first("event.code") === "4625") return "failure";
  return fields.all("event.type").includes("end") ? "end" : "success";
}

function sourceOf(fields: EventFields): string | undefined {
  const address = fields.first("source.ip", "source.address", "winlog.event_data.IpAddress");
  const name = fields.first("source.domain", "winlog.event_data.WorkstationName");
  const known = [address, name].filter((one) => one !== undefined && one !== "-");
  return known.length === 0 ? undefined : known.join(" · ");
}

/** Accesses to one file or share by one account from one address, put together. */
export interface ShareRow {
  readonly id: string;
  readonly kind: "share" | "write" | "connection";
  readonly firstTime: string;
  readonly count: number;
  readonly user: string | undefined;
  readonly userName: string | undefined;
  readonly userId: string | undefined;
  readonly source: string | undefined;
  readonly target: string;
  readonly fileName: string | undefined;
}

export function shareRows(hits: readonly SearchHit[]): readonly ShareRow[] {
  const rows = new Map<string, ShareRow>();
  for (const hit of hits) {
    const fields = readEventFields(hit._source);
    const code = fields.first("event.code");
    const isShare =
      code === "5140" || code === "5145" || fields.first("winlog.event_data.ShareName") !== undefined;
    const kind = isShare ? "share" : fields.all("event.category").includes("file") ? "write" : "connection";
    const userName = fields.first("user.name");
    const domain = fields.first("user.domain");
    const user = userName === undefined || domain === undefined ? userName : `${domain}\\${userName}`;
    const source = fields.first("source.ip", "source.address");
    const target = shareTarget(fields, kind);
    const time = fields.first("@timestamp") ?? "";
    const key = JSON.stringify([kind, kind === "share" ? user : "", source, target]);
    const known = rows.get(key);
    rows.set(key, {
      id: key,
      kind,
      firstTime: known === undefined || time < known.firstTime ? time : known.firstTime,
      count: (known?.count ?? 0) + 1,
      // The kernel writes for everybody; its own account says nothing.
      user: kind === "share" ? user : undefined,
      userName: kind === "share" ? userName : undefined,
      userId: kind === "share" ? fields.first("user.id") : undefined,
      source,
      target,
      fileName: fields.first("file.name"),
    });
  }
  return [...rows.values()].sort((a, b) =>
    a.firstTime < b.firstTime ? -1 : a.firstTime > b.firstTime ? 1 : 0,
  );
}

function shareTarget(fields: EventFields, kind: ShareRow["kind"]): string {
  switch (kind) {
    case "share": {
      const share = fields.first("winlog.event_data.ShareName") ?? "";
      const relative = fields.first("winlog.event_data.RelativeTargetName");
      return fields.first("file.target_path") ?? (relative === undefined ? share : `${share}\\${relative}`);
    }
    case "write":
      return fields.first("file.path", "file.name") ?? "–";
    case "connection": {
      const port = fields.first("destination.port") ?? "445";
      const address = fields.first("destination.ip", "destination.address") ?? "–";
      return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
    }
  }
}

/** Connections to one address and port, or look-ups of one name, put together. */
export interface ContactRow {
  readonly id: string;
  readonly kind: "address" | "domain";
  /** As it is looked up on other hosts. */
  readonly field: "destination.ip" | "dns.question.name" | undefined;
  readonly value: string;
  readonly port: string | undefined;
  readonly answers: readonly string[];
  readonly firstTime: string;
  readonly count: number;
}

export function contactRows(hits: readonly SearchHit[]): readonly ContactRow[] {
  const rows = new Map<string, ContactRow>();
  for (const hit of hits) {
    const fields = readEventFields(hit._source);
    const name = fields.first("dns.question.name");
    const ip = fields.first("destination.ip");
    const value = name ?? ip ?? fields.first("destination.domain", "destination.address");
    if (value === undefined) continue;
    const port = name === undefined ? fields.first("destination.port") : undefined;
    const key = JSON.stringify([name === undefined, value, port]);
    const known = rows.get(key);
    const answers = name === undefined ? fields.all("destination.domain") : fields.all("dns.resolved_ip");
    rows.set(key, {
      id: key,
      kind: name === undefined ? "address" : "domain",
      field: name !== undefined ? "dns.question.name" : ip !== undefined ? "destination.ip" : undefined,
      value,
      port,
      answers: [...new Set([...(known?.answers ?? []), ...answers])].slice(0, 10),
      firstTime: known?.firstTime ?? fields.first("@timestamp") ?? "",
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...rows.values()];
}

export interface ChangeRow {
  readonly id: string;
  readonly kind: "registry" | "file";
  readonly time: string;
  readonly action: "created" | "changed" | "deleted" | "other";
  readonly target: string;
  readonly data: string | undefined;
  readonly process: string | undefined;
}

export function changeRows(hits: readonly SearchHit[]): readonly ChangeRow[] {
  return hits.map((hit) => {
    const fields = readEventFields(hit._source);
    const types = fields.all("event.type");
    const kind = fields.all("event.category").includes("registry") ? "registry" : "file";
    return {
      id: hit._id,
      kind,
      time: fields.first("@timestamp") ?? "",
      action: types.includes("deletion")
        ? "deleted"
        : types.includes("creation")
          ? "created"
          : types.includes("change")
            ? "changed"
            : "other",
      target:
        kind === "registry"
          ? (fields.first("registry.path", "registry.key") ?? "–")
          : (fields.first("file.path", "file.name") ?? "–"),
      data: kind === "registry" ? fields.all("registry.data.strings").join(", ") || undefined : undefined,
      process: fields.first("process.name", "process.executable"),
    };
  });
}

/** Services by name: Windows writes of each into two logs. */
export interface ServiceRow {
  readonly name: string;
  readonly time: string;
  readonly command: string | undefined;
  readonly account: string | undefined;
  readonly user: string | undefined;
}

export function serviceRows(hits: readonly SearchHit[]): readonly ServiceRow[] {
  const rows = new Map<string, ServiceRow>();
  for (const hit of hits) {
    const fields = readEventFields(hit._source);
    const name = fields.first("service.name", "winlog.event_data.ServiceName") ?? "–";
    const command = fields.first(
      "winlog.event_data.ServiceFileName",
      "winlog.event_data.ImagePath",
      "service.executable",
    );
    const key = `${name}\n${command ?? ""}`;
    const known = rows.get(key);
    const userName = fields.first("user.name");
    const domain = fields.first("user.domain");
    rows.set(key, {
      name,
      time: known?.time ?? fields.first("@timestamp") ?? "",
      command,
      account:
        fields.first("winlog.event_data.ServiceAccount", "winlog.event_data.AccountName") ?? known?.account,
      user: userName === undefined ? known?.user : domain === undefined ? userName : `${domain}\\${userName}`,
    });
  }
  return [...rows.values()];
}
