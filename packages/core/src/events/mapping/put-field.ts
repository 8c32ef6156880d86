import type { MutableJsonObject } from "../document.ts";
import { directoryOfPath, extensionOfPath, nameInPath } from "./file-path.ts";
import { isIpAddress, unmapIpv4 } from "./ip-address.ts";
import { parseLong } from "./parse-long.ts";
import { addRelated, setField } from "./set-field.ts";
import { splitWindowsCommandLine } from "./split-command-line.ts";

/**
 * Puts one value of the event data into a document. False where the value does not fit the field: it then stays where it
 * was, so that nothing is lost and no field of type `long` or `ip` gets a text.
 */
export type PutField = (document: MutableJsonObject, text: string) => boolean;

/** One row of a mapping table: where a value comes from and what becomes of it. */
export interface FieldRule {
  readonly from: string;
  readonly put: PutField;
  /** The value also stays in the event data. */
  readonly copied?: true;
}

/** The text as it is. */
export function asText(field: string): PutField {
  const path = field.split(".");
  return (document, text) => setField(document, path, text);
}

/** A whole number, decimal or `0x` hexadecimal. */
export function asLong(field: string): PutField {
  const path = field.split(".");
  return (document, text) => {
    const value = parseLong(text);
    return value !== undefined && setField(document, path, value);
  };
}

/** `true` or `false` in any case, as different readers write them. */
export function asBoolean(field: string): PutField {
  const path = field.split(".");
  return (document, text) => {
    const lower = text.toLowerCase();
    if (lower !== "true" && lower !== "false") return false;
    return setField(document, path, lower === "true");
  };
}

/** An address; `::ffff:` is cut, and `related.ip` gets it too. */
export function asAddress(field: string): PutField {
  const path = field.split(".");
  return (document, text) => {
    const address = unmapIpv4(text);
    if (!isIpAddress(address) || !setField(document, path, address)) return false;
    addRelated(document, "ip", [address]);
    return true;
  };
}

/** A path as `<entity>.executable` with its `<entity>.name`. */
export function asExecutable(entity: "process" | "process.parent"): PutField {
  const executablePath = `${entity}.executable`.split(".");
  const namePath = `${entity}.name`.split(".");
  return (document, text) => {
    if (!setField(document, executablePath, text)) return false;
    const name = nameInPath(text);
    if (name !== undefined) setField(document, namePath, name);
    return true;
  };
}

/** A command line with its arguments; the Security log passes its own way of splitting. */
export function asCommandLine(
  entity: "process" | "process.parent",
  split: (commandLine: string) => string[] = splitWindowsCommandLine,
): PutField {
  const commandLinePath = `${entity}.command_line`.split(".");
  const argsPath = `${entity}.args`.split(".");
  const countPath = `${entity}.args_count`.split(".");
  return (document, text) => {
    if (!setField(document, commandLinePath, text)) return false;
    const args = split(text);
    if (args.length > 0) {
      setField(document, argsPath, args);
      setField(document, countPath, args.length);
    }
    return true;
  };
}

/** A path as `<entity>.path` with its parts; `dll` has no directory and no extension in ECS. */
export function asFilePath(
  entity: "file" | "dll" | "file.Ext.original",
  extensionOf: (path: string) => string | undefined = extensionOfPath,
): PutField {
  const path = (member: string): string[] => `${entity}.${member}`.split(".");
  const fullPath = path("path");
  const namePath = path("name");
  const directoryPath = path("directory");
  const extensionPath = path("extension");
  return (document, text) => {
    if (!setField(document, fullPath, text)) return false;
    const name = nameInPath(text);
    if (name !== undefined) setField(document, namePath, name);
    if (entity === "dll") return true;
    const directory = directoryOfPath(text);
    const extension = extensionOf(text);
    if (directory !== undefined) setField(document, directoryPath, directory);
    if (extension !== undefined) setField(document, extensionPath, extension);
    return true;
  };
}

const fileName = asText("file.name");

/** A name that is not a path of its own, with the extension of its last dot. */
export function asFileName(document: MutableJsonObject, text: string): boolean {
  if (!fileName(document, text)) return false;
  const extension = extensionOfPath(text);
  if (extension !== undefined) setField(document, ["file", "extension"], extension);
  return true;
}

/** `DOMAIN\name` as `user.domain` and `user.name`, only with exactly one backslash. */
export function asAccount(document: MutableJsonObject, text: string): boolean {
  const cut = text.indexOf("\\");
  if (cut <= 0 || cut === text.length - 1 || cut !== text.lastIndexOf("\\")) return false;
  const name = text.slice(cut + 1);
  if (!setField(document, ["user", "name"], name)) return false;
  setField(document, ["user", "domain"], text.slice(0, cut));
  addRelated(document, "user", [name]);
  return true;
}
