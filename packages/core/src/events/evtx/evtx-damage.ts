/**
 * Thrown where a record's bytes make no sense. Reading a record is a deep recursion with a check at every step, so
 * the way out is an exception; it is caught once per record and never leaves this folder.
 */
export class EvtxDamage extends Error {
  /** Offset in the chunk. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}
