// @ts-check
import { fileExtensions, processNames, signers, windowsFlags, windowsVerbs } from "./defend-vocabulary.js";
import { createRandom } from "./random.js";

/** @typedef {import("./random.js").Random} Random */
/** @typedef {import("./defend-vocabulary.js").Os} Os */

/** Programs of a list that are known to run at all; the rest of a long one are tools that nobody should have. */
const maxKnownPrograms = 6;

/**
 * Names of programs that a rule looks for: mostly those that run seldom.
 * @param {Random} random
 * @param {Os} os
 * @param {number} count
 */
export function watchedPrograms(random, os, count) {
  const names = processNames[os];
  const known = random.sample(
    random.chance(0.93) ? names.slice(names.length / 3) : names,
    Math.min(count, maxKnownPrograms),
  );
  const tools = Array.from(
    { length: count - known.length },
    () => `${random.word()}${os === "windows" ? ".exe" : ""}`,
  );
  return [...known, ...tools];
}

/**
 * Arguments that a rule looks for: known verbs and flags now and then, else words of a tool's own.
 * @param {Random} random
 * @param {Os} os
 * @param {number} count
 */
export function watchedArguments(random, os, count) {
  return Array.from({ length: count }, () => {
    if (random.chance(0.3)) return os === "windows" ? random.pick([...windowsVerbs, ...windowsFlags]) : "-c";
    const word = random.word();
    return random.pickWeighted([
      [4, `*${word}*`],
      [3, `-${word}`],
      [2, `/${beginning(random)}*`],
      [1, `${beginning(random)}*`],
      [2, word],
    ]);
  });
}

/**
 * The beginning of a made-up word: one or two syllables, so that a pattern with it finds some of the made-up names.
 * @param {Random} random
 */
export function beginning(random) {
  return random.word().slice(0, random.chance(0.5) ? 2 : 4);
}

/**
 * Paths of programs that a rule looks for, with the folders left open.
 * @param {Random} random
 * @param {Os} os
 * @param {number} count
 */
export function watchedPaths(random, os, count) {
  return watchedPrograms(random, os, count).map((name) =>
    os === "windows"
      ? random.pick([`?:\\Windows\\Sys*\\${name}`, `C:\\Users\\*\\${name}`, `?:\\Program Files*\\${name}`])
      : random.pick([`/tmp/${name}`, `/usr/*bin/${name}`, `/home/*/${name}`, `/opt/*/${name}`]),
  );
}

/** Vendors that many rules know, the best known first. */
const vendors = Array.from({ length: 60 }, createRandom(7).word);

/**
 * Folders and programs of a vendor, as exclusions name them.
 * @param {Random} random
 * @param {Os} os
 * @param {number} count
 */
export function vendorPaths(random, os, count) {
  return Array.from({ length: count }, () => {
    const vendor = random.pickSkewed(vendors);
    const name = `${random.word()}${os === "windows" ? ".exe" : ""}`;
    if (os === "windows") {
      return random.pickWeighted([
        [3, `C:\\Program Files\\${vendor}\\${name}`],
        [3, `C:\\Program Files\\${vendor}\\*.exe`],
        [3, `C:\\Program Files (x86)\\${vendor}\\*.exe`],
        [2, `C:\\ProgramData\\${vendor}\\${name}`],
        [2, `?:\\Program Files\\${vendor}\\*\\${name}`],
        [2, `C:\\Windows\\System32\\${name}`],
        [1, `C:\\Users\\*\\AppData\\Local\\${vendor}\\*`],
      ]);
    }
    return random.pickWeighted([
      [3, `/opt/${vendor}/${name}`],
      [3, `/opt/${vendor}/*`],
      [3, `/usr/lib/${vendor}/*`],
      [3, `/usr/sbin/${name}`],
      [2, `/var/lib/${vendor}/*/${name}`],
      [1, `/snap/${vendor}/*`],
    ]);
  });
}

/**
 * @param {Random} random
 * @param {number} count
 */
export function vendorNames(random, count) {
  return Array.from({ length: count }, () =>
    random.chance(0.4) ? random.pick(signers) : `${random.pickSkewed(vendors)} GmbH`,
  );
}

/**
 * @param {Random} random
 * @param {number} count
 */
export function watchedExtensions(random, count) {
  return random.sample(fileExtensions.slice(6), count);
}

/**
 * How long a list of values is: most are short, a few are very long.
 * @param {Random} random
 */
export function listLength(random) {
  return random.pickWeighted([
    [160, 1],
    [60, 2],
    [40, 3],
    [40, 4],
    [40, 6],
    [20, 10],
    [22, 25],
    [8, 60],
  ]);
}

/** Fields that few rules use, each a keyword; together they make the long tail of a rule set's fields. */
export const rareFields = `
  agent.id agent.name agent.version client.address cloud.account.id cloud.instance.id cloud.provider
  cloud.region container.id container.image.name container.name destination.address
  destination.as.organization.name destination.domain destination.geo.city_name
  destination.geo.country_iso_code destination.geo.country_name dll.Ext.defense_evasions
  dll.Ext.device.product_id dll.hash.md5 dll.hash.sha1 dll.hash.sha256 dll.pe.file_version dll.pe.imphash
  dll.pe.original_file_name dns.answers.data dns.answers.type dns.question.class
  dns.question.registered_domain dns.question.subdomain dns.question.top_level_domain dns.question.type
  dns.response_code Effective_process.executable Effective_process.name event.code event.dataset
  event.outcome event.provider event.reason file.attributes file.code_signature.subject_name file.device
  file.directory file.drive_letter file.Ext.header_bytes file.Ext.original.extension file.Ext.original.name
  file.Ext.original.owner file.Ext.original.path file.gid file.group file.hash.md5 file.hash.sha1
  file.hash.sha256 file.mime_type file.mode file.origin_referrer_url file.origin_url file.owner
  file.pe.imphash file.pe.original_file_name file.target_path file.type file.uid group.domain group.id
  group.name host.architecture host.domain host.geo.name host.hostname host.mac host.name host.os.family
  host.os.kernel host.os.name host.os.version host.type http.request.method http.request.referrer
  http.response.mime_type log.file.path log.level network.application network.community_id
  network.iana_number network.name network.protocol network.type network.vlan.name observer.hostname
  observer.name observer.type observer.vendor orchestrator.namespace orchestrator.resource.name
  organization.id organization.name package.name process.code_signature.status
  process.code_signature.thumbprint_sha256 process.entry_leader.executable process.entry_leader.name
  process.entry_leader.user.name process.Ext.api.name process.Ext.api.summary process.Ext.authentication_id
  process.Ext.desktop_name process.Ext.device.bus_type process.Ext.device.product_id
  process.Ext.device.volume_device_type process.Ext.effective_parent.executable
  process.Ext.effective_parent.name process.Ext.mitigation_policies process.Ext.protection
  process.Ext.session_info.authentication_package process.Ext.session_info.client_address
  process.Ext.session_info.logon_type process.Ext.session_info.user_flags process.Ext.token.elevation_type
  process.Ext.token.security_attributes process.group.id process.group.name process.group_leader.executable
  process.group_leader.name process.hash.md5 process.hash.sha1 process.hash.sha256 process.parent.args
  process.parent.code_signature.subject_name process.parent.command_line process.parent.entity_id
  process.parent.Ext.user process.parent.hash.sha256 process.parent.pe.original_file_name
  process.parent.real_user.id process.parent.user.name process.parent.working_directory process.pe.company
  process.pe.description process.pe.file_version process.pe.imphash process.pe.pehash process.pe.product
  process.real_user.id process.real_user.name process.saved_user.name process.session_leader.executable
  process.session_leader.name process.thread.Ext.call_stack_summary process.title process.user.id
  process.user.name process.working_directory registry.data.type registry.hive registry.key registry.value
  related.user rule.category rule.name server.address service.name service.type source.address
  source.as.organization.name source.domain source.geo.country_iso_code tags tls.client.server_name
  tls.server.issuer url.domain url.extension url.full url.path user.domain user.effective.name user.email
  user.full_name user.group.name user.roles user.target.name user_agent.name user_agent.original
  winlog.channel winlog.event_data.EventType winlog.event_data.GrantedAccess winlog.event_data.LogonId
  winlog.event_data.ParentUser winlog.event_data.RelativeTargetName winlog.event_data.ServiceName
  winlog.event_data.ShareName winlog.event_data.SubjectUserName winlog.event_data.TargetImage
  winlog.event_data.TaskName winlog.logon.type winlog.provider_name winlog.user.name`
  .trim()
  .split(/\s+/);
