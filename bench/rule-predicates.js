// @ts-check
import { allOf, anyOf, noneOf, quote, test } from "./rule-text.js";
import {
  beginning,
  listLength,
  rareFields,
  vendorNames,
  vendorPaths,
  watchedArguments,
  watchedExtensions,
  watchedPaths,
  watchedPrograms,
} from "./rule-vocabulary.js";

/** @typedef {import("./random.js").Random} Random */
/** @typedef {import("./defend-vocabulary.js").Os} Os */
/** @typedef {import("./rule-text.js").ListOperator} ListOperator */
/** @typedef {"process" | "file" | "network" | "registry" | "library"} Category */
/** @typedef {"broad" | "medium" | "narrow"} Breadth how many events a predicate lets through */

/**
 * @typedef {object} Wording how rules for one operating system are written
 * @property {readonly ListOperator[]} exact operators for lists without wildcards, by preference
 * @property {ListOperator} pattern the operator for lists with wildcards
 */

/** @type {Readonly<Record<Os, Wording>>} */
const wordings = {
  windows: { exact: [":", ":", ":", "in"], pattern: ":" },
  linux: { exact: ["in", "in", "in", "like"], pattern: "like" },
  macos: { exact: ["in", "in", ":", "like~"], pattern: "like~" },
};

/** What a file, network, registry or library rule adds to the process that acted. @typedef {(random: Random, os: Os) => string} Clause */

/**
 * One event of a rule: `process where …`.
 * @param {Random} random
 * @param {Os} os
 * @param {Category} category
 * @param {Breadth} breadth
 */
export function createPredicate(random, os, category, breadth) {
  const conditions = [`host.os.type == "${os}"`, ...eventType(random, os, category)];
  if (breadth !== "broad") conditions.push(random.pick(subjectClauses[category])(random, os));
  if (breadth === "narrow") conditions.push(...narrowings(random, os, category));
  conditions.push(...exclusions(random, os, category, breadth === "broad" ? 1 : 2));
  return `${category} where ${allOf(conditions)}`;
}

/**
 * @param {Random} random
 * @param {Os} os
 * @param {Category} category
 * @returns {string[]}
 */
function eventType(random, os, category) {
  switch (category) {
    case "process":
      if (os === "windows") return ['event.type == "start"'];
      return ['event.type == "start"', 'event.action in ("exec", "exec_event", "start")'];
    case "file":
      return [
        random.pick([
          'event.type != "deletion"',
          'event.type == "creation"',
          'event.type in ("creation", "change")',
        ]),
      ];
    case "network":
      return ['event.type == "start"'];
    case "registry":
      return ['event.type == "change"'];
    case "library":
      return [];
  }
}

// What each kind of rule is about.

/** @type {Clause} */
function programClause(random, os) {
  const { exact, pattern } = wordings[os];
  const names = watchedPrograms(random, os, listLength(random));
  if (random.chance(0.15))
    return test("process.executable", pattern, vendorPaths(random, os, listLength(random)));
  const byName = test("process.name", random.pick(exact), names);
  if (os !== "windows" || random.chance(0.6)) return byName;
  return anyOf([byName, test("?process.pe.original_file_name", random.pick(["in", ":"]), names)]);
}

/** @type {Clause} */
function argumentsClause(random, os) {
  const { pattern } = wordings[os];
  const field = random.chance(0.7) ? "process.args" : "process.command_line";
  return test(field, pattern, watchedArguments(random, os, listLength(random)));
}

/** @type {Clause} */
function filePathClause(random, os) {
  const paths = Array.from({ length: listLength(random) }, () => {
    const name = `*.${random.pick(watchedExtensions(random, 3))}`;
    if (os === "windows")
      return random.pick([
        `C:\\Windows\\Temp\\${name}`,
        `?:\\ProgramData\\*\\${name}`,
        `C:\\Users\\*\\${name}`,
      ]);
    return random.pick([`/etc/${beginning(random)}*/*`, `/tmp/${name}`, `/home/*/.${random.word()}/*`]);
  });
  return test("file.path", wordings[os].pattern, paths);
}

/** @type {Clause} */
function fileNameClause(random, os) {
  const extensions = test(
    "file.extension",
    random.pick(wordings[os].exact),
    watchedExtensions(random, listLength(random)),
  );
  const names = Array.from({ length: listLength(random) }, () => `${beginning(random)}*`);
  return allOf([extensions, test("file.name", wordings[os].pattern, names)]);
}

/** @type {Clause} */
function destinationClause(random, os) {
  const ports = random.sample(
    ["22", "88", "389", "445", "3389", "5985", "8080", "4444", "1337"],
    1 + random.int(3),
  );
  const blocks = [
    "10.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1",
    "FE80::/10",
  ];
  const isOutside = `not cidrMatch(destination.ip, ${random
    .sample(blocks, 3 + random.int(4))
    .map(quote)
    .join(", ")})`;
  const attempt = random.chance(0.5) ? ['event.action == "connection_attempted"'] : [];
  return allOf([
    ...attempt,
    programClause(random, os),
    `destination.port in (${ports.join(", ")})`,
    isOutside,
  ]);
}

/** @type {Clause} */
function lookupClause(random) {
  const names = Array.from({ length: listLength(random) }, () =>
    random.pick([`*.${beginning(random)}*.com`, `${random.word()}.*.net`, `*${random.word()}*`]),
  );
  return test("dns.question.name", ":", names);
}

/** @type {Clause} */
function registryPathClause(random) {
  const folders = [
    "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
    "SYSTEM\\*ControlSet*\\Services",
    "SOFTWARE\\Policies",
  ];
  const paths = Array.from({ length: listLength(random) }, () =>
    random.pick([
      `HKLM\\${random.pick(folders)}\\${beginning(random)}*`,
      `HKEY_USERS\\*\\${random.pick(folders)}\\${random.word()}`,
      `*\\${random.word()}\\${random.word()}`,
    ]),
  );
  return test("registry.path", ":", paths);
}

/** @type {Clause} */
function registryDataClause(random) {
  const data = Array.from({ length: listLength(random) }, () =>
    random.pick([
      `*${random.word()}.exe*`,
      `${random.word()}.dll`,
      String(random.int(100)),
      `0x${random.hex(8)}`,
    ]),
  );
  return allOf([registryPathClause(random, "windows"), test("registry.data.strings", ":", data)]);
}

/** @type {Clause} */
function libraryNameClause(random) {
  return test(
    "dll.name",
    ":",
    Array.from({ length: listLength(random) }, () => `${beginning(random)}*.dll`),
  );
}

/** @type {Clause} */
function untrustedLibraryClause(random, os) {
  const age = `dll.Ext.relative_file_creation_time <= ${random.pick([60, 300, 500, 900])}`;
  return allOf([programClause(random, os), "not dll.code_signature.trusted == true", age]);
}

/** @type {Readonly<Record<Category, readonly Clause[]>>} */
const subjectClauses = {
  process: [programClause],
  file: [filePathClause, fileNameClause],
  network: [destinationClause, destinationClause, lookupClause],
  registry: [registryPathClause, registryDataClause],
  library: [libraryNameClause, untrustedLibraryClause],
};

/**
 * Further positive conditions, about the process in most rules.
 * @param {Random} random
 * @param {Os} os
 * @param {Category} category
 */
function narrowings(random, os, category) {
  const { exact, pattern } = wordings[os];
  const isNot = os === "windows" ? 'not user.id : "S-1-5-18"' : 'user.id != "0"';
  const choices = [rareFieldClause(random, os)];
  if (random.chance(0.4)) choices.push(functionClause(random));
  if (category === "process") {
    const parents = watchedPrograms(random, os, 1 + listLength(random));
    choices.push(
      argumentsClause(random, os),
      test("process.parent.name", random.pick(exact), parents),
      test("process.parent.executable", pattern, watchedPaths(random, os, 1 + listLength(random))),
      `process.args_count ${random.pick(["==", ">=", "<", ">"])} ${1 + random.int(6)}`,
      os === "linux" ? "process.interactive == true" : "process.code_signature.trusted == false",
    );
    if (os === "windows") choices.push('process.Ext.token.integrity_level_name : ("high", "system")');
    if (os === "linux")
      choices.push(
        'process.entry_leader.entry_meta.type : ("container", "terminal")',
        "process.parent.pid != 1",
      );
  } else if (category === "file" || category === "registry") {
    choices.push(programClause(random, os), programClause(random, os));
  }
  // Alone, "not the system's user" would let nearly everything through.
  return [...random.sample(choices, random.pick([1, 1, 2, 2, 3])), ...(random.chance(0.2) ? [isNot] : [])];
}

/**
 * A test of one of the fields that few rules name, most often to leave something out.
 * Some mark it optional, for data that lacks it.
 * @param {Random} random
 * @param {Os} os
 */
function rareFieldClause(random, os) {
  const field = `${random.chance(0.4) ? "?" : ""}${random.pick(rareFields)}`;
  const values = Array.from({ length: listLength(random) }, () =>
    random.pick([`*${random.word()}*`, random.word()]),
  );
  return random.chance(0.6)
    ? test(field, wordings[os].pattern, values)
    : noneOf([test(field, wordings[os].pattern, values)]);
}

/**
 * A condition with a function or a regular expression, as often as rules use them.
 * @param {Random} random
 */
function functionClause(random) {
  const word = random.word();
  return random.pickWeighted([
    [24, `stringContains(process.command_line, "${word}")`],
    [12, `length(process.command_line) > ${random.pick([100, 500, 2_000])}`],
    [10, `startsWith~(process.executable, "c:\\\\users\\\\${word}")`],
    [5, `startsWith(process.command_line, "${word}")`],
    [6, `endsWith~(process.executable, "${word}.exe")`],
    [6, `endsWith(process.name, "${word}")`],
    [6, `substring(process.name, 0, 4) == "${word.slice(0, 4)}"`],
    [5, `string(process.pid) like "${random.int(9)}*"`],
    [2, `concat(process.parent.name, "/", process.name) == "${word}/${word}"`],
    [1, `indexOf(process.command_line, "${word}") >= 0`],
    [24, `process.command_line regex~ """.*${word}[0-9]{1,4}( .*)?"""`],
    [15, `process.args regex """[a-z]+${word}\\.(sh|py|pl)"""`],
    [8, `process.name in~ ("${word}.exe", "${random.word()}")`],
  ]);
}

/**
 * What a rule leaves out because it is known to be harmless.
 * @param {Random} random
 * @param {Os} os
 * @param {Category} category
 * @param {number} max
 */
function exclusions(random, os, category, max) {
  const { exact, pattern } = wordings[os];
  const paths = () => vendorPaths(random, os, listLength(random));
  const names = () => watchedPrograms(random, os, listLength(random));
  const choices = [noneOf([test("process.executable", pattern, paths())])];
  if (random.chance(0.3)) {
    choices.push(
      noneOf([
        test(
          "process.executable",
          "in",
          paths().map((path) => path.replaceAll(/[*?]/g, "x")),
        ),
      ]),
    );
  } else {
    choices.push(rareFieldClause(random, os));
  }
  if (category === "process") {
    const args = () => watchedArguments(random, os, listLength(random));
    choices.push(
      noneOf([test("process.parent.executable", pattern, paths())]),
      noneOf([test("process.args", pattern, args())]),
      noneOf([
        test("process.parent.name", random.pick(exact), names()),
        test("process.args", pattern, args()),
      ]),
    );
  } else {
    choices.push(noneOf([test("process.name", random.pick(exact), names())]));
  }
  if (category === "file") choices.push(noneOf([test("file.path", pattern, paths())]));
  if (category === "library") choices.push(noneOf([test("dll.path", pattern, paths())]));
  if (os !== "linux") {
    const signature = category === "library" ? "dll.code_signature" : "process.code_signature";
    const signers = test(
      `${signature}.subject_name`,
      random.pick(["in", ":"]),
      vendorNames(random, listLength(random)),
    );
    choices.push(noneOf([signers, `${signature}.trusted == true`]));
  }
  return random.sample(choices, random.int(max + 1));
}
