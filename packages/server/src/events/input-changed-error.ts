/** A file gave other events, or none, when it was read a second time. */
export class InputChangedError extends Error {
  override readonly name = "InputChangedError";

  constructor(path: string, cause?: unknown) {
    super(
      `${path} could not be read a second time: it has changed, or it is a pipe. Run the command again on a file that stays.`,
      { cause },
    );
  }
}
