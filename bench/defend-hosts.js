// @ts-check
import {
  fileExtensions,
  processNames,
  signers,
  unixProgramFolders,
  windowsFlags,
  windowsProgramFolders,
  windowsVerbs,
} from "./defend-vocabulary.js";

/** @typedef {import("./random.js").Random} Random */
/** @typedef {import("./defend-vocabulary.js").Os} Os */
/** @typedef {{ readonly domain?: string, readonly id: string, readonly name: string }} User */
/** @typedef {{ exists: boolean, status?: string, subject_name?: string, trusted?: boolean }} Signature */

/**
 * @typedef {object} Process
 * @property {string} name
 * @property {string} executable
 * @property {number} pid
 * @property {string} entityId
 * @property {readonly string[]} args
 * @property {string} commandLine
 * @property {string} workingDirectory
 * @property {{ md5: string, sha1: string, sha256: string }} hash
 * @property {User} user
 * @property {Signature} signature
 * @property {readonly string[]} ancestry entity ids, nearest first
 * @property {Process | undefined} parent
 */

/**
 * @typedef {object} Host
 * @property {Os} os
 * @property {string} agentId
 * @property {string} agentVersion
 * @property {readonly User[]} users
 * @property {Process[]} processes the running ones
 * @property {string[]} dropped paths of programs written lately, which a process may yet be started from
 * @property {number} sequence the last event's number
 * @property {object} block the `host` object of its events
 * @property {string} ip
 */

const maxRunning = 120;
const maxAncestry = 7;
const maxDropped = 8;

/**
 * Hosts with users and some running processes: two thirds Windows, most others Linux.
 * @param {Random} random
 * @param {number} count
 * @returns {Host[]}
 */
export function createHosts(random, count) {
  return Array.from({ length: count }, (_, index) => {
    const host = createHost(
      random,
      index < count * 0.65 ? "windows" : index < count * 0.95 ? "linux" : "macos",
    );
    startProcess(random, host, undefined);
    for (let started = 0; started < 40; started += 1) startProcess(random, host, random.pick(host.processes));
    return host;
  });
}

/**
 * @param {Random} random
 * @param {Os} os
 * @returns {Host}
 */
function createHost(random, os) {
  const id = random.uuid();
  const name = hostName(random, os);
  const ip = `10.${random.int(256)}.${random.int(256)}.${random.int(256)}`;
  const block = {
    architecture: random.chance(0.9) ? "x86_64" : "aarch64",
    hostname: name,
    id,
    ip: [ip, "127.0.0.1", `fe80::${Array.from({ length: 4 }, () => random.hex(4)).join(":")}`, "::1"],
    mac: [Array.from({ length: 6 }, () => random.hex(2)).join("-")],
    name,
    os: osBlock(random, os),
  };
  const users = Array.from({ length: 3 }, () => createUser(random, os, name));
  users.push(
    os === "windows" ? { domain: "NT AUTHORITY", id: "S-1-5-18", name: "SYSTEM" } : { id: "0", name: "root" },
  );
  const agentVersion = `9.1.${random.int(4)}`;
  return {
    os,
    agentId: random.uuid(),
    agentVersion,
    users,
    processes: [],
    dropped: [],
    sequence: 0,
    block,
    ip,
  };
}

/**
 * @param {Random} random
 * @param {Os} os
 */
function hostName(random, os) {
  switch (os) {
    case "windows":
      return `DESKTOP-${random.hex(7).toUpperCase()}`;
    case "linux":
      return `${random.pick(["web", "db", "app", "k8s", "ci"])}-${random.word()}-${random.int(99)}`;
    case "macos":
      return `MBP-${random.word()}`;
  }
}

/**
 * @param {Random} random
 * @param {Os} os
 */
function osBlock(random, os) {
  switch (os) {
    case "windows": {
      const version = `22H2 (10.0.19045.${4000 + random.int(900)})`;
      const full = `Windows 10 Pro ${version}`;
      const Ext = { variant: "Windows 10 Pro" };
      return {
        Ext,
        family: "windows",
        full,
        kernel: version,
        name: "Windows",
        platform: "windows",
        type: "windows",
        version,
      };
    }
    case "linux": {
      const kernel = `6.1.0-${random.int(30)}-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.85-1 (2024-04-11)`;
      const [family, full, version] = ["debian", "Debian 12.5", "12.5"];
      return {
        Ext: { variant: "Debian" },
        family,
        full,
        kernel,
        name: "Linux",
        platform: "debian",
        type: "linux",
        version,
      };
    }
    case "macos": {
      const [family, full, version] = ["macos", "macOS 14.4.1", "14.4.1"];
      const Ext = { variant: "macOS" };
      return {
        Ext,
        family,
        full,
        kernel: "23.4.0",
        name: "macOS",
        platform: "macos",
        type: "macos",
        version,
      };
    }
  }
}

/**
 * @param {Random} random
 * @param {Os} os
 * @param {string} hostname
 * @returns {User}
 */
function createUser(random, os, hostname) {
  if (os !== "windows") return { id: String(1000 + random.int(50)), name: random.word() };
  const authority = Array.from({ length: 3 }, () => random.int(4e9)).join("-");
  const name = `${random.word()}.${random.word()}`;
  return {
    domain: random.pick(["CORP", hostname]),
    id: `S-1-5-21-${authority}-${1000 + random.int(9000)}`,
    name,
  };
}

/**
 * Starts a process on a host; where many run, it takes the place of one of them.
 * @param {Random} random
 * @param {Host} host
 * @param {Process | undefined} parent
 * @returns {Process}
 */
export function startProcess(random, host, parent) {
  const { name, executable } =
    host.os === "windows" ? windowsProgram(random, host) : unixProgram(random, host);
  const args = [random.chance(0.5) ? executable : name];
  const argument = host.os === "windows" ? windowsArgument : unixArgument;
  for (let left = random.int(7); left > 0; left -= 1) args.push(argument(random));
  const user = random.pick(host.users);
  /** @type {Process} */
  const process = {
    name,
    executable,
    pid: 4 * (1 + random.int(16_000)),
    entityId: random.base64(40 + random.int(32)),
    args,
    commandLine: args.map((arg) => (arg.includes(" ") ? `"${arg}"` : arg)).join(" "),
    workingDirectory:
      host.os === "windows" ? "C:\\Windows\\system32\\" : random.pick(["/", "/root", `/home/${user.name}`]),
    hash: { md5: random.hex(32), sha1: random.hex(40), sha256: random.hex(64) },
    user,
    signature: createSignature(random),
    ancestry:
      parent === undefined ? [] : [parent.entityId, ...parent.ancestry].slice(0, 1 + random.int(maxAncestry)),
    parent,
  };
  // A parent's own parent is never shown: without this, a chain of all processes ever started would stay in memory.
  if (parent !== undefined) process.parent = { ...parent, parent: undefined };
  if (host.processes.length < maxRunning) host.processes.push(process);
  else host.processes[random.int(maxRunning)] = process;
  return process;
}

/**
 * Remembers a program that was written to disk, for a process to be started from later.
 * @param {Host} host
 * @param {string} path
 */
export function rememberDropped(host, path) {
  host.dropped.push(path);
  if (host.dropped.length > maxDropped) host.dropped.shift();
}

/**
 * @param {Random} random
 * @param {Host} host
 */
function windowsProgram(random, host) {
  const dropped = random.chance(0.02) ? host.dropped.pop() : undefined;
  if (dropped !== undefined)
    return { name: dropped.slice(dropped.lastIndexOf("\\") + 1), executable: dropped };
  const name = random.chance(0.93) ? random.pickSkewed(processNames.windows) : `${random.word()}.exe`;
  const user = random.pick(host.users).name;
  const local = `C:\\Users\\${user}\\AppData\\Local\\${random.pick(["Temp", "Programs", "Microsoft"])}\\${random.word()}\\`;
  return { name, executable: (random.chance(0.8) ? random.pick(windowsProgramFolders) : local) + name };
}

/**
 * @param {Random} random
 * @param {Host} host
 */
function unixProgram(random, host) {
  const name = random.chance(0.95) ? random.pickSkewed(processNames[host.os]) : random.word();
  const unusual = [
    "/tmp/",
    `/opt/${random.word()}/bin/`,
    `/home/${random.pick(host.users).name}/`,
    `/var/lib/docker/overlay2/${random.hex(12)}/merged/usr/bin/`,
  ];
  return { name, executable: random.pick(random.chance(0.9) ? unixProgramFolders : unusual) + name };
}

/** @param {Random} random */
function windowsArgument(random) {
  switch (random.int(7)) {
    case 0:
      return `/${random.word()}`;
    case 1:
      return `--${random.word()}=${random.int(1e6)}`;
    case 2:
      return random.pick(windowsFlags);
    case 3:
      return random.word();
    case 4:
      return `C:\\${random.word()}\\${random.word()}.${random.pick(fileExtensions)}`;
    case 5:
      return `https://${random.word()}.com/${random.hex(8)}`;
    default:
      return random.pick(windowsVerbs);
  }
}

/** @param {Random} random */
function unixArgument(random) {
  switch (random.int(7)) {
    case 0:
      return `-${random.base64(1 + random.int(3))}`;
    case 1:
      return `--${random.word()}`;
    case 2: {
      const top = random.pick(["etc", "var", "tmp", "home", "usr", "opt", "proc"]);
      return `/${top}/${random.word()}/${random.word()}.${random.pick(fileExtensions)}`;
    }
    case 3:
      return random.word();
    case 4:
      return String(random.int(65_536));
    case 5:
      return "-c";
    default:
      return `echo ${random.base64(12 + random.int(30))}`;
  }
}

/**
 * Most files are signed and trusted; those that are not signed have neither a signer nor `trusted`.
 * @param {Random} random
 * @returns {Signature}
 */
export function createSignature(random) {
  if (random.chance(0.85)) {
    return { exists: true, status: "trusted", subject_name: random.pickSkewed(signers), trusted: true };
  }
  if (random.chance(0.5)) return { exists: false, status: "noSignature" };
  const status = random.pick(["errorExpired", "errorUntrustedRoot"]);
  return { exists: true, status, subject_name: `${random.word()} Ltd`, trusted: false };
}
