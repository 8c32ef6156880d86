// @ts-check
import { generateDefendEvents } from "../generate-defend-events.js";

/** @typedef {ReturnType<typeof createBody>} EventBody */

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const hexDigits = "0123456789abcdef";

/** For each digit the next one: a step through all of them leads back to the first. */
const nextBase64 = stepsThrough(base64Digits);
const nextHex = stepsThrough(hexDigits);

/** @param {string} digits */
function stepsThrough(digits) {
  const next = new Uint8Array(128);
  for (let at = 0; at < digits.length; at += 1) {
    next[digits.charCodeAt(at)] = digits.charCodeAt((at + 1) % digits.length);
  }
  return next;
}

/**
 * Bodies of `_bulk` requests that can be sent again and again, each time as other events: the ids of events, processes and
 * hosts are changed where they stand, those that were the same within the pool to the same, and times are set. That costs
 * little beside sending. Digits stay random, so that nothing packs better than it would.
 * @param {{ events: number, perBody: number, seed: number }} options
 */
export function createBodies({ events, perBody, seed }) {
  /** @type {EventBody[]} */
  const bodies = [];
  /** @type {object[]} */
  let some = [];
  let made = 0;
  for (const event of generateDefendEvents({ count: events, seed })) {
    some.push(event);
    made += 1;
    if (some.length < perBody && made < events) continue;
    bodies.push(createBody(some));
    some = [];
  }
  return bodies;
}

/** @param {readonly object[]} events */
function createBody(events) {
  /** @type {number[]} */
  const times = [];
  /** @type {number[]} */
  const ids = [];
  /** @type {number[]} */
  const hostIds = [];
  let text = "";
  for (const event of events) {
    const { host, data_stream: stream } = /** @type {any} */ (event);
    text += `{"create":{"_index":"${stream.type}-${stream.dataset}-${stream.namespace}"}}\n`;
    const start = text.length;
    const line = JSON.stringify(event);
    for (const { index, 0: found } of line.matchAll(/"(?:@timestamp|created)":"(?=\d{4}-)/g)) {
      times.push(start + index + found.length);
    }
    for (const { index, 0: found } of line.matchAll(/"entity_id":"|"kind":"event"/g)) {
      // The id of the event stands before its kind.
      const at = found.startsWith('"kind') ? line.lastIndexOf('"id":"', index) + 6 : index + found.length;
      ids.push(start + at);
    }
    for (const { index, 1: list = "" } of line.matchAll(/"ancestry":\[([^\]]*)\]/g)) {
      const listStart = start + index + '"ancestry":['.length;
      for (let at = list.indexOf('"'); at !== -1; at = list.indexOf('"', list.indexOf('"', at + 1) + 1)) {
        ids.push(listStart + at + 1);
      }
    }
    hostIds.push(start + line.indexOf(`"id":"${host.id}"`) + '"id":"'.length);
    text += `${line}\n`;
  }
  const bytes = Buffer.from(text);
  if (bytes.length !== text.length) throw new Error("places are those of ASCII");
  let turn = 0;
  const timePlaces = Uint32Array.from(times);
  const idPlaces = Uint32Array.from(ids);
  const hostPlaces = Uint32Array.from(hostIds);

  /** @param {Uint32Array} places @param {Uint8Array} next */
  const step = (places, next) => {
    // The first digit each time, the second one when the first has been through all of them.
    const digits = turn % 16 !== 0 ? 1 : turn % 256 !== 0 ? 2 : 3;
    for (const place of places) {
      for (let at = place; at < place + digits; at += 1) bytes[at] = next[bytes[at] ?? 0] ?? 0;
    }
  };

  return {
    bytes,
    events: events.length,
    /** Makes other events of it. @param {number} nowMs when they happen, to the second */
    renew(nowMs) {
      turn += 1;
      step(idPlaces, nextBase64);
      step(hostPlaces, nextHex);
      const second = Buffer.from(new Date(nowMs).toISOString().slice(0, 19));
      for (const place of timePlaces) bytes.set(second, place);
    },
  };
}
