import { describe, expect, it } from "vitest";
import type { JsonObject } from "../document.ts";
import { field, fields, map } from "./mapping.test-support.ts";

describe("flat Endgame records", () => {
  it("maps a process start of eqllib", () => {
    const raw: JsonObject = {
      command_line: '"C:\\WINDOWS\\system32\\cmd.exe" /c x',
      event_type: "process",
      logon_id: 217055,
      parent_process_name: "powershell.exe",
      parent_process_path: "C:\\p\\powershell.exe",
      pid: 2012,
      ppid: 7036,
      process_name: "cmd.exe",
      process_path: "C:\\Windows\\System32\\cmd.exe",
      subtype: "create",
      timestamp: 131883571822010000,
      unique_pid: "{42FC}",
      unique_ppid: "{42FD}",
      user: "ART-DESKTOP\\bob",
      user_domain: "ART-DESKTOP",
      user_name: "bob",
    };
    expect(map(raw)).toEqual({
      "@timestamp": "2018-12-04T00:33:02.201Z",
      event: {
        kind: "event",
        module: "endgame",
        category: ["process"],
        type: ["start"],
        action: "creation_event",
      },
      host: { id: "unknown", os: { type: "windows" } },
      process: {
        name: "cmd.exe",
        executable: "C:\\Windows\\System32\\cmd.exe",
        pid: 2012,
        entity_id: "{42FC}",
        parent: {
          pid: 7036,
          entity_id: "{42FD}",
          name: "powershell.exe",
          executable: "C:\\p\\powershell.exe",
        },
        command_line: '"C:\\WINDOWS\\system32\\cmd.exe" /c x',
        args: ["C:\\WINDOWS\\system32\\cmd.exe", "/c", "x"],
        args_count: 3,
      },
      user: { name: "bob", domain: "ART-DESKTOP" },
      related: { user: ["bob"] },
      endgame: { event_type: "process", logon_id: 217055, subtype: "create", user: "ART-DESKTOP\\bob" },
    });
  });

  it.each([
    ["process by opcode", { event_type: "process", opcode: 2 }, ["process"], ["end"], "termination_event"],
    [
      "already running",
      { event_type_full: "process_event", event_subtype_full: "already_running" },
      ["process"],
      ["info"],
      "already_running",
    ],
    [
      "fork",
      { event_type_full: "process_event", event_subtype_full: "fork_event" },
      ["process"],
      ["start"],
      "fork_event",
    ],
    [
      "file created",
      { event_type_full: "file_event", event_subtype_full: "file_create_event" },
      ["file"],
      ["creation"],
      "file_create_event",
    ],
    ["file renamed", { event_type: "file", subtype: "rename" }, ["file"], ["change"], "file_rename_event"],
    ["file deleted", { event_type: "file", subtype: "delete" }, ["file"], ["deletion"], "file_delete_event"],
    ["file, nothing more known", { event_type: "file" }, ["file"], undefined, undefined],
    ["registry", { event_type: "registry" }, ["registry"], ["change"], undefined],
    ["image load", { event_type: "image_load" }, ["library"], ["start"], "load"],
    [
      "connection out",
      { event_type: "network", subtype: "outgoing", destination_address: "10.0.0.1" },
      ["network"],
      ["start"],
      "ipv4_connection_attempt_event",
    ],
    [
      "connection in, IPv6",
      { event_type_full: "network_event", event_subtype_full: "ipv6_connection_accept_event" },
      ["network"],
      ["start"],
      "ipv6_connection_accept_event",
    ],
    [
      "disconnect",
      { event_type: "network", subtype: "disconnect" },
      ["network"],
      ["end"],
      "ipv4_disconnect_received_event",
    ],
    ["DNS", { event_type: "dns", query_name: "a.test" }, ["network", "dns"], ["protocol"], "request_event"],
    [
      "logon",
      { event_type_full: "security_event", event_subtype_full: "user_logon" },
      ["authentication"],
      ["start"],
      "user_logon",
    ],
    ["words nobody knows", { event_type: "magic", subtype: "wand" }, ["magic"], undefined, "wand"],
  ])("%s", (_, raw, category, type, action) => {
    const document = map({ pid: 1, ...raw } as JsonObject);
    expect(fields(document, ["event.category", "event.type", "event.action"])).toEqual({
      "event.category": category,
      "event.type": type,
      "event.action": action,
    });
  });

  it.each([
    [
      "file",
      {
        event_type: "file",
        file_name: "b.exe",
        file_path: "C:\\a.b\\b.exe",
        old_file_path: "C:\\o.tmp",
        md5: "aa",
      },
      {
        file: {
          name: "b.exe",
          path: "C:\\a.b\\b.exe",
          directory: "C:\\a.b",
          extension: "exe",
          hash: { md5: "aa" },
          Ext: { original: { path: "C:\\o.tmp", name: "o.tmp", directory: "C:", extension: "tmp" } },
        },
      },
    ],
    [
      "library",
      { event_type: "image_load", image_name: "n.dll", image_path: "C:\\n.dll", sha256: "bb" },
      { dll: { name: "n.dll", path: "C:\\n.dll", hash: { sha256: "bb" } }, file: undefined },
    ],
    [
      "registry as eqllib has it",
      {
        event_type: "registry",
        registry_key: "HKU\\S\\Software",
        registry_path: "HKU\\S\\Software\\v",
        registry_value: "v",
      },
      { registry: { hive: "HKU", key: "S\\Software", path: "HKU\\S\\Software\\v", value: "v" } },
    ],
    [
      "registry as the sensor has it",
      {
        event_type_full: "registry_event",
        key_path: "HKLM\\A\\B\\v",
        key_type: "REG_SZ",
        bytes_written_string: "x",
      },
      {
        registry: {
          hive: "HKLM",
          key: "A\\B",
          path: "HKLM\\A\\B\\v",
          value: "v",
          data: { type: "REG_SZ", strings: ["x"] },
        },
      },
    ],
    [
      "network",
      {
        event_type: "network",
        subtype: "incoming",
        source_address: "10.0.0.1",
        source_port: "5",
        destination_address: "10.0.0.2",
        destination_port: 443,
        protocol: "tcp",
      },
      {
        source: { ip: "10.0.0.1", port: 5 },
        destination: { ip: "10.0.0.2", port: 443 },
        network: { transport: "tcp", direction: "ingress", type: "ipv4" },
      },
    ],
    ["DNS", { event_type: "dns", query_name: "a.test" }, { "dns.question.name": "a.test" }],
    [
      "trusted signer",
      { event_type: "process", signature_signer: "S", signature_status: "trusted" },
      { "process.code_signature": { subject_name: "S", status: "trusted", exists: true, trusted: true } },
    ],
    [
      "no signature",
      { event_type: "process", signature_status: "noSignature" },
      { "process.code_signature": { status: "noSignature", exists: false } },
    ],
    [
      "sequence and numeric ids",
      { event_type: "process", serial_event_id: 9, unique_pid: 12 },
      { "event.sequence": 9, "process.entity_id": "12", "endgame.serial_event_id": 9 },
    ],
    [
      "host",
      { event_type: "process", hostname: "PC1" },
      { host: { name: "PC1", id: "pc1", os: { type: "windows" } } },
    ],
    ["Unix paths", { event_type: "process", process_path: "/bin/sh" }, { host: { id: "unknown" } }],
    [
      "ticks below a millisecond",
      { event_type: "process", timestamp: 131883571822010007n },
      { "@timestamp": "2018-12-04T00:33:02.2010007Z" },
    ],
    [
      "a number that is no FILETIME",
      { event_type: "process", timestamp: 1543883582 },
      { "@timestamp": undefined, "endgame.timestamp": 1543883582 },
    ],
  ])("fields of %s", (_, raw, expected) => {
    const document = map({ pid: 1, ...raw } as JsonObject);
    expect(fields(document, Object.keys(expected))).toEqual(expected);
  });
});

describe("documents of the Endgame stream", () => {
  const endgame: JsonObject = {
    event_type_full: "process_event",
    event_subtype_full: "creation_event",
    timestamp_utc: "2020-01-01 10:00:00Z",
    pid: 44,
    process_name: "a.exe",
    process_path: "C:\\a.exe",
    metadata: { type: "collection" },
  };

  it("fills what is missing from the endgame block, which stays", () => {
    expect(map({ host: { name: "PC1", id: "h1" }, endgame })).toEqual({
      "@timestamp": "2020-01-01T10:00:00.000Z",
      event: {
        kind: "event",
        module: "endgame",
        category: ["process"],
        type: ["start"],
        action: "creation_event",
      },
      host: { name: "PC1", id: "h1", os: { type: "windows" } },
      process: { pid: 44, name: "a.exe", executable: "C:\\a.exe" },
      endgame,
    });
  });

  it("leaves ECS fields that are there", () => {
    const document = map({
      event: { kind: "alert", category: ["malware"], action: null },
      "process.pid": 7,
      host: { os: { type: "linux" } },
      endgame,
    });
    expect(
      fields(document, ["event.kind", "event.category", "event.action", "process.pid", "host.os.type"]),
    ).toEqual({
      "event.kind": "alert",
      "event.category": ["malware"],
      "event.action": "creation_event",
      "host.os.type": "linux",
    });
    expect(document["process.pid"]).toBe(7);
  });

  it("takes the operating system from the observer and alerts from the metadata", () => {
    const document = map({
      observer: { os: { type: "macos" } },
      endgame: { ...endgame, metadata: { type: "prevention" } },
    });
    expect(field(document, "host.os.type")).toBe("macos");
    expect(field(document, "event.kind")).toBe("alert");
  });
});
