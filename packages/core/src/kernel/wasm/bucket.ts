import {
  bucketFieldCountAt,
  bucketFieldsAt,
  bucketHashAt,
  bucketKeyAt,
  bucketKeyLengthAt,
  bucketMaskAt,
  bucketsAt,
  bucketsFullAt,
  generalBucketAt,
  maxBucketKeyBytes,
  placeBucket,
  placeBytes,
  placeHash,
  placeKey,
  placeKeyLength,
  valueEnd,
  valueField,
  valueNext,
  valueStart,
} from "../memory-layout";
import { hashText, sameBytes } from "./bytes";
import { firstValue } from "./leaf";

/**
 * The bucket of the current event, or 0 where the caller has to make one. Its key is what the event has in the fields that
 * tell buckets apart, byte by byte: two events with one key agree in all of these fields.
 */
export function findBucket(): usize {
  const length = writeKey();
  if (length == 0) return findGeneral();
  const key = <usize>load<u32>(bucketKeyAt);
  const hash = hashText(key, length);
  const table = <usize>load<u32>(bucketsAt);
  const mask = load<u32>(bucketMaskAt);
  for (let place = <u32>hash & mask; ; place = (place + 1) & mask) {
    const entry = table + <usize>(place * placeBytes);
    const bucket = <usize>load<u32>(entry, placeBucket);
    if (bucket == 0) break;
    if (load<u64>(entry, placeHash) != hash || load<u32>(entry, placeKeyLength) != length) continue;
    if (sameBytes(key, <usize>load<u32>(entry, placeKey), length)) return bucket;
  }
  if (load<u32>(bucketsFullAt) != 0) return findGeneral();
  store<u32>(bucketKeyLengthAt, length);
  store<u64>(bucketHashAt, hash);
  return 0;
}

/** The bucket of events that have none of their own: 0 where it has to be made, too. */
function findGeneral(): usize {
  store<u32>(bucketKeyLengthAt, 0);
  return <usize>load<u32>(generalBucketAt);
}

/** Writes the key of the current event's bucket; its length, or 0 where it is too long. */
function writeKey(): u32 {
  const key = <usize>load<u32>(bucketKeyAt);
  const limit = key + maxBucketKeyBytes;
  let out = key;
  let field = <usize>load<u32>(bucketFieldsAt);
  for (let i = load<u32>(bucketFieldCountAt); i > 0; i -= 1) {
    for (let value = firstValue(load<u32>(field)); value != 0; value = <usize>load<u32>(value, valueNext)) {
      const from = <usize>load<u32>(value, valueStart);
      const length = <u32>(<usize>load<u32>(value, valueEnd) - from);
      // A value that nothing is known of cannot be told from others.
      if (load<u32>(value, valueField) >> 16 == 0) return 0;
      if (out + 8 + length > limit) return 0;
      store<u32>(out, load<u32>(value, valueField));
      store<u32>(out, length, 4);
      memory.copy(out + 8, from, length);
      out += 8 + length;
    }
    store<u8>(out, 0xff);
    out += 1;
    if (out >= limit) return 0;
    field += 4;
  }
  return <u32>(out - key);
}
