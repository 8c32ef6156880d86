// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import tar from "tar-stream";
import yauzl from "yauzl";

/** @typedef {{ name: string, bytes: Uint8Array }} Recording the unpacked content of one file */

/**
 * All files below a folder, unpacked in memory, so that what reads them is measured without that.
 * @param {string} folder
 * @returns {Promise<Recording[]>}
 */
export async function unpackRecordings(folder) {
  /** @type {Recording[]} */
  const recordings = [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  for (const name of names) {
    const path = join(folder, name);
    if (/\.zip$/i.test(name)) recordings.push(...(await unzip(path)));
    else if (/\.(?:tar\.gz|tgz)$/i.test(name))
      recordings.push(...(await untar(gunzipSync(readFileSync(path)))));
    else if (/\.gz$/i.test(name)) recordings.push({ name, bytes: gunzipSync(readFileSync(path)) });
    else if (/\.(?:json|ndjson|evtx)$/i.test(name)) recordings.push({ name, bytes: readFileSync(path) });
  }
  return recordings;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Recording[]>}
 */
function untar(bytes) {
  return new Promise((resolve, reject) => {
    /** @type {Recording[]} */
    const members = [];
    const extract = tar.extract();
    extract.on("entry", (header, stream, next) => {
      /** @type {Uint8Array[]} */
      const pieces = [];
      stream.on("data", (piece) => pieces.push(piece));
      stream.on("end", () => {
        members.push({ name: header.name, bytes: Buffer.concat(pieces) });
        next();
      });
    });
    extract.on("finish", () => resolve(members));
    extract.on("error", reject);
    extract.end(bytes);
  });
}

/**
 * @param {string} path
 * @returns {Promise<Recording[]>}
 */
function unzip(path) {
  return new Promise((resolve, reject) => {
    /** @type {Recording[]} */
    const members = [];
    yauzl.open(path, { lazyEntries: true }, (error, zip) => {
      if (error !== null) return reject(error);
      zip.on("error", reject);
      zip.on("end", () => resolve(members));
      zip.on("entry", (entry) => {
        zip.openReadStream(entry, (openError, stream) => {
          if (openError !== null) return reject(openError);
          /** @type {Uint8Array[]} */
          const pieces = [];
          stream.on("data", (piece) => pieces.push(piece));
          stream.on("error", reject);
          stream.on("end", () => {
            members.push({ name: entry.fileName, bytes: Buffer.concat(pieces) });
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}
