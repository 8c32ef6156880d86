import type { InputLimits } from "./input-limits.ts";
import { InputError } from "./input-problem.ts";

/** What one file on disk may still unpack to, over all its members and all layers of packing. */
export interface UnpackBudget {
  /** Counts bytes that came out of a decompressor. Throws an InputError of kind "bomb" beyond the limits. */
  spendBytes(count: number): void;
  /** Counts a member of an archive. */
  spendMember(): void;
}

/** @param packedBytes gives the size of the file on disk, or what was read of it where that is not known */
export function createUnpackBudget(packedBytes: () => number, limits: InputLimits): UnpackBudget {
  let bytes = 0;
  let members = 0;
  return {
    spendBytes(count) {
      bytes += count;
      if (bytes > limits.maxUnpackedBytes) {
        throw new InputError(
          "bomb",
          `It unpacks to more than ${limits.maxUnpackedBytes} bytes; the rest was skipped.`,
        );
      }
      if (bytes > limits.bombFloorBytes && bytes > packedBytes() * limits.maxUnpackRatio) {
        const ratio = `more than ${limits.maxUnpackRatio} times its ${packedBytes()} bytes`;
        throw new InputError(
          "bomb",
          `It unpacks to ${ratio}, like a decompression bomb; the rest was skipped.`,
        );
      }
    },
    spendMember() {
      members += 1;
      if (members > limits.maxArchiveMembers) {
        throw new InputError(
          "bomb",
          `It has more than ${limits.maxArchiveMembers} members; the rest was skipped.`,
        );
      }
    },
  };
}
