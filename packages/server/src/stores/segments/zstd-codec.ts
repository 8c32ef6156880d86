import { createRequire } from "node:module";
import * as zlib from "node:zlib";

/** Packs and unpacks one zstd frame, beside the main thread. */
export interface ZstdCodec {
  pack(bytes: Uint8Array): Promise<Buffer>;
  unpack(bytes: Uint8Array): Promise<Buffer>;
}

type Callback = (error: Error | null, result: Buffer) => void;

/** What node:zlib has from 22.15 on, and the types of Node 20 do not tell of. */
interface ZstdOfNode {
  readonly zstdCompress?: (
    bytes: Uint8Array,
    options: { params: Record<number, number> },
    done: Callback,
  ) => void;
  readonly zstdDecompress?: (bytes: Uint8Array, done: Callback) => void;
}

/** `ZSTD_c_compressionLevel` of zstd's own interface. */
const compressionLevel = 100;

/** Node's own zstd where it has one, else that of a module: both make frames that any zstd reads. */
export async function createZstdCodec(level: number): Promise<ZstdCodec> {
  const { zstdCompress, zstdDecompress } = zlib as ZstdOfNode;
  if (zstdCompress !== undefined && zstdDecompress !== undefined) {
    return {
      pack: (bytes) =>
        promised((done) => zstdCompress(bytes, { params: { [compressionLevel]: level } }, done)),
      unpack: (bytes) => promised((done) => zstdDecompress(bytes, done)),
    };
  }
  // Its main file drops the level, and packs with level 3.
  const { compress, decompress } = createRequire(import.meta.url)(
    "@mongodb-js/zstd/bindings.js",
  ) as typeof import("@mongodb-js/zstd");
  return {
    pack: (bytes) => compress(asBuffer(bytes), level),
    unpack: (bytes) => decompress(asBuffer(bytes)),
  };
}

function promised(run: (done: Callback) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    run((error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
