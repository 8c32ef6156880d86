// @ts-check
import { createSignature, rememberDropped, startProcess } from "./defend-hosts.js";
import { fileExtensions, windowsProgramFolders } from "./defend-vocabulary.js";

/** @typedef {import("./random.js").Random} Random */
/** @typedef {import("./defend-hosts.js").Host} Host */
/** @typedef {import("./defend-hosts.js").Process} Process */
/** @typedef {(random: Random, host: Host, timeMs: number) => object} EventBuilder */

/**
 * One event of the stream that the mix calls for. Registry and library events are of Windows alone: a draw of one on
 * another host gives a file event.
 * @param {Random} random
 * @param {Host} host
 * @param {number} timeMs
 */
export function createEvent(random, host, timeMs) {
  /** @type {readonly (readonly [weight: number, build: EventBuilder])[]} */
  const mix = [
    [28, processEvent],
    [30, fileEvent],
    [18, networkEvent],
    [11, host.os === "windows" ? registryEvent : fileEvent],
    [13, host.os === "windows" ? libraryEvent : fileEvent],
  ];
  const build = random.pickWeighted(mix);
  return build(random, host, timeMs);
}

/**
 * @param {Random} random
 * @param {Host} host
 * @param {number} timeMs
 */
function processEvent(random, host, timeMs) {
  const isEnd = random.chance(0.4);
  const parent = random.pick(host.processes);
  const process = isEnd ? random.pick(host.processes) : startProcess(random, host, parent);
  const shownParent = process.parent ?? parent;
  const startAction = host.os === "windows" ? "start" : random.pick(["exec", "exec", "fork"]);
  const frame = eventFrame(random, host, timeMs, "process", isEnd ? "end" : startAction, [
    isEnd ? "end" : "start",
  ]);
  const block = {
    Ext: { ancestry: process.ancestry },
    args: process.args,
    args_count: process.args.length,
    command_line: process.commandLine,
    entity_id: process.entityId,
    executable: process.executable,
    hash: process.hash,
    name: process.name,
    pid: process.pid,
    parent: {
      args: shownParent.args,
      args_count: shownParent.args.length,
      command_line: shownParent.commandLine,
      ...reference(shownParent),
    },
  };
  const extended = host.os === "windows" ? windowsProcess : unixProcess;
  const more = extended(random, process, shownParent);
  return {
    ...frame,
    process: {
      ...block,
      ...more.process,
      Ext: { ...block.Ext, ...more.processExt },
      parent: { ...block.parent, ...more.parent },
      ...(isEnd ? { exit_code: random.int(3) } : {}),
    },
    ...more.beside,
    user: process.user,
  };
}

/** @param {Process} process */
function reference(process) {
  return {
    entity_id: process.entityId,
    executable: process.executable,
    name: process.name,
    pid: process.pid,
  };
}

/**
 * @param {Random} random
 * @param {Process} process
 * @param {Process} parent
 */
function windowsProcess(random, process, parent) {
  return {
    process: {
      code_signature: process.signature,
      pe: {
        imphash: random.hex(32),
        original_file_name: random.chance(0.9) ? process.name : `${random.word()}.exe`,
      },
    },
    processExt: {
      authentication_id: `0x${random.hex(5)}`,
      code_signature: [process.signature],
      relative_file_creation_time: ageSeconds(random),
      relative_file_name_modify_time: ageSeconds(random),
      token: {
        elevation: random.chance(0.5),
        elevation_level: random.pick(["default", "limited", "full"]),
        elevation_type: "default",
        integrity_level_name: random.pick(["system", "high", "medium", "low"]),
        security_attributes: ["TSA://ProcUnique"],
      },
    },
    parent: {
      Ext: { code_signature: [parent.signature], protection: "", user: parent.user.name },
      code_signature: parent.signature,
    },
    beside: {},
  };
}

/**
 * @param {Random} random
 * @param {Process} process
 * @param {Process} parent
 */
function unixProcess(random, process, parent) {
  const leader = reference(parent);
  return {
    process: {
      entry_leader: {
        ...leader,
        entry_meta: { type: random.pick(["sshd", "init", "container", "terminal"]) },
        executable: "/usr/sbin/sshd",
        name: "sshd",
      },
      group_leader: leader,
      interactive: random.chance(0.3),
      real_user: { id: process.user.id },
      session_leader: leader,
      user: { id: process.user.id, name: process.user.name },
      working_directory: process.workingDirectory,
    },
    processExt: {},
    parent: { interactive: random.chance(0.3) },
    beside: { group: { Ext: { real: { id: "0", name: "root" } }, id: "0", name: "root" } },
  };
}

/** The type of a file event by its action. */
const fileActions = /** @type {const} */ ({
  creation: "creation",
  modification: "change",
  rename: "change",
  deletion: "deletion",
  open: "access",
});

/**
 * @param {Random} random
 * @param {Host} host
 * @param {number} timeMs
 */
function fileEvent(random, host, timeMs) {
  const actor = random.pick(host.processes);
  const isWindows = host.os === "windows";
  const action = random.pick(
    /** @type {(keyof typeof fileActions)[]} */ (
      isWindows
        ? ["creation", "modification", "deletion", "open", "rename"]
        : ["creation", "creation", "modification", "deletion", "rename"]
    ),
  );
  const extension = random.pickSkewed(fileExtensions);
  const name = `${random.word()}${random.hex(random.int(8))}.${extension}`;
  const path = fileFolder(random, host, actor) + name;
  if (action === "creation" && extension === "exe" && isWindows) rememberDropped(host, path);
  const original = { extension: random.pickSkewed(fileExtensions), name: `${random.word()}.${extension}` };
  return {
    ...eventFrame(random, host, timeMs, "file", action, [fileActions[action]]),
    file: {
      Ext: {
        ...(isWindows
          ? {
              entropy: random.next() * 8,
              header_bytes: random.chance(0.2) ? `4d5a9000${random.hex(24)}` : random.hex(32),
              monotonic_id: host.sequence,
              windows: { zone_identifier: random.chance(0.95) ? -1 : 3 },
            }
          : {}),
        ...(action === "rename" ? { original: { ...original, path: `${path}.${random.hex(4)}` } } : {}),
      },
      extension,
      name,
      owner: actor.user.name,
      path,
      size: random.int(1e7),
    },
    process: actingProcess(host, actor),
    user: actor.user,
  };
}

/**
 * @param {Random} random
 * @param {Host} host
 * @param {Process} actor
 */
function fileFolder(random, host, actor) {
  const user = actor.user.name;
  return host.os === "windows"
    ? random.pick([
        `C:\\Users\\${user}\\AppData\\Local\\Temp\\`,
        "C:\\Windows\\Temp\\",
        `C:\\Users\\${user}\\Documents\\`,
        `C:\\ProgramData\\${random.word()}\\`,
        "C:\\Windows\\Prefetch\\",
        `C:\\Program Files\\${random.word()}\\cache\\`,
      ])
    : random.pick([
        "/var/log/",
        "/tmp/",
        `/var/lib/${random.word()}/`,
        `/home/${user}/.cache/`,
        `/usr/lib/python3/dist-packages/${random.word()}/`,
        `/etc/${random.word()}/`,
        "/run/",
        "/root/",
      ]);
}

/**
 * @param {Random} random
 * @param {Host} host
 * @param {number} timeMs
 */
function networkEvent(random, host, timeMs) {
  const actor = random.pick(host.processes);
  const who = { process: actingProcess(host, actor), user: actor.user };
  if (host.os === "windows" && random.chance(0.3)) {
    const name = `${random.word()}.${random.word()}${random.pick([".com", ".net", ".io", ".local", ".org"])}`;
    return {
      ...eventFrame(random, host, timeMs, "network", "lookup_requested", ["protocol", "start"]),
      dns: {
        Ext: { options: random.int(1e9), status: 0 },
        question: { name, type: random.pick(["A", "AAAA"]) },
      },
      network: { protocol: "dns" },
      ...who,
    };
  }
  const action = random.pick(["connection_attempted", "connection_accepted", "disconnect_received"]);
  const address = publicOrPrivateIp(random);
  const ports = [443, 443, 80, 53, 22, 445, 3389, 8080, 5985, 88, 389, 49_152 + random.int(9_999)];
  return {
    ...eventFrame(random, host, timeMs, "network", action, [
      action === "disconnect_received" ? "end" : "start",
    ]),
    destination: {
      address,
      bytes: random.int(1e6),
      ip: address,
      port: random.pick(ports),
      ...(random.chance(0.6) ? { geo: geography(random) } : {}),
    },
    network: {
      bytes: random.int(1e6),
      community_id: `1:${random.base64(27)}=`,
      direction: action === "connection_accepted" ? "ingress" : "egress",
      iana_number: "6",
      transport: random.pick(["tcp", "udp"]),
      type: "ipv4",
    },
    source: { address: host.ip, bytes: random.int(1e6), ip: host.ip, port: 49_152 + random.int(16_000) },
    ...who,
  };
}

/** @param {Random} random */
function publicOrPrivateIp(random) {
  const first = random.chance(0.5) ? 10 : 1 + random.int(222);
  return `${first}.${random.int(256)}.${random.int(256)}.${random.int(256)}`;
}

/** @param {Random} random */
function geography(random) {
  return {
    city_name: random.word(),
    continent_name: "Europe",
    country_iso_code: random.pick(["DE", "US", "NL", "FR"]),
    country_name: random.word(),
    location: { lat: random.next() * 90, lon: random.next() * 180 },
  };
}

/**
 * @param {Random} random
 * @param {Host} host
 * @param {number} timeMs
 */
function registryEvent(random, host, timeMs) {
  const actor = random.pick(host.processes);
  const folder = random.pick([
    "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
    `SYSTEM\\ControlSet001\\Services\\${random.word()}`,
    `SOFTWARE\\Classes\\CLSID\\{${random.uuid().toUpperCase()}}\\InprocServer32`,
    `SOFTWARE\\Policies\\Microsoft\\${random.word()}`,
    `SOFTWARE\\${random.word()}\\${random.word()}`,
  ]);
  const value = random.word();
  const data = random.pick([
    String(random.int(9e9)),
    `C:\\${random.word()}\\${random.word()}.exe`,
    random.hex(24),
  ]);
  return {
    ...eventFrame(random, host, timeMs, "registry", "modification", ["change"]),
    process: actingProcess(host, actor),
    registry: {
      data: { strings: [data], type: random.pick(["REG_SZ", "REG_DWORD", "REG_EXPAND_SZ"]) },
      hive: "HKLM",
      key: folder,
      path: `HKLM\\${folder}\\${value}`,
      value,
    },
    user: actor.user,
  };
}

/**
 * @param {Random} random
 * @param {Host} host
 * @param {number} timeMs
 */
function libraryEvent(random, host, timeMs) {
  const actor = random.pick(host.processes);
  const name = `${random.word()}.dll`;
  const signature = createSignature(random);
  return {
    ...eventFrame(random, host, timeMs, "library", "load", ["start"]),
    dll: {
      Ext: {
        code_signature: [signature],
        defense_evasions: [],
        load_index: 1 + random.int(9),
        relative_file_creation_time: ageSeconds(random),
        relative_file_name_modify_time: ageSeconds(random),
        size: random.int(1e6),
      },
      code_signature: signature,
      hash: { md5: random.hex(32), sha1: random.hex(40), sha256: random.hex(64) },
      name,
      path: random.pick(windowsProgramFolders) + name,
      pe: { imphash: random.hex(32), original_file_name: name },
    },
    process: actingProcess(host, actor),
    user: actor.user,
  };
}

/**
 * What all events have in common.
 * @param {Random} random
 * @param {Host} host
 * @param {number} timeMs
 * @param {string} category
 * @param {string} action
 * @param {string[]} type
 */
function eventFrame(random, host, timeMs, category, action, type) {
  host.sequence += 1;
  // Elastic Defend writes seven digits: units of 100 ns.
  const timestamp = new Date(timeMs)
    .toISOString()
    .replace("Z", `${String(random.int(10_000)).padStart(4, "0")}Z`);
  const dataset = `endpoint.events.${category}`;
  return {
    "@timestamp": timestamp,
    agent: { id: host.agentId, type: "endpoint", version: host.agentVersion },
    data_stream: { dataset, namespace: "default", type: "logs" },
    ecs: { version: "8.10.0" },
    elastic: { agent: { id: host.agentId } },
    event: {
      action,
      category: [category],
      created: timestamp,
      dataset,
      id: random.base64(22),
      kind: "event",
      module: "endpoint",
      outcome: random.chance(0.9) ? "success" : "unknown",
      sequence: host.sequence,
      type,
    },
    host: host.block,
    message: `Endpoint ${category} event`,
  };
}

/**
 * The process block of events that are not about the process itself.
 * @param {Host} host
 * @param {Process} process
 */
function actingProcess(host, process) {
  const Ext = { ancestry: process.ancestry };
  if (host.os === "linux") return { Ext, ...reference(process) };
  return {
    Ext: { ...Ext, code_signature: [process.signature] },
    code_signature: process.signature,
    ...reference(process),
  };
}

/** Seconds since a file came to be; some are fresh. @param {Random} random */
function ageSeconds(random) {
  return random.chance(0.02) ? random.next() * 600 : random.next() * 1e8;
}
