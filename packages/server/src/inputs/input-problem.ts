import type { ReadProblem } from "@eqlite/core/events";

/** What can be wrong with an input before a reader of records sees it. */
const containerProblemKinds = [
  "missing",
  "permission",
  "io",
  /** A compressed file or archive whose bytes do not add up; what came before the damage was read. */
  "damaged-container",
  /** Unpacks to more than the limits allow. */
  "bomb",
  "encrypted",
  /** Packed in a way that is not read, or packed too often. */
  "unsupported-container",
] as const;

type ContainerProblemKind = (typeof containerProblemKinds)[number];

/** Something in a file, a folder or an archive that could not be read. Reading goes on with what follows. */
export interface InputProblem extends Omit<ReadProblem, "kind"> {
  readonly kind: ReadProblem["kind"] | ContainerProblemKind;
  /** Set for a file met in a folder or an archive that is no event log: worth a note, nothing is wrong. */
  readonly isNote?: true;
}

/** Whether a problem hit a file or a container as a whole, and not some of its records. */
export function isContainerProblem({ kind }: InputProblem): boolean {
  return containerProblemKinds.some((containerKind) => containerKind === kind);
}

/** Stops the reading of one file or archive member. Thrown below `readInputs` only, which turns it into a problem. */
export class InputError extends Error {
  readonly kind: ContainerProblemKind;

  constructor(kind: ContainerProblemKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "InputError";
    this.kind = kind;
  }
}

/** The error of a failed call to the file system, as a person needs it. @param what such as "The file" */
export function fileSystemError(error: unknown, what: string): InputError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return new InputError("missing", `${what} does not exist.`, error);
    case "EACCES":
    case "EPERM":
      return new InputError("permission", `${what} may not be read: permission denied.`, error);
    case "ELOOP":
      return new InputError("io", `${what} is a symbolic link that leads back to itself.`, error);
    default:
      return new InputError("io", `${what} could not be read (${reasonOf(error)}).`, error);
  }
}

/** The words of an error from a library, without a full stop. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
