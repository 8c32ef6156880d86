import { expect, it } from "vitest";
import { detectFormat, detectHeadBytes } from "./detect-format.ts";
import { windowsEvent } from "./xml/event-xml.test-support.ts";

const long = "x".repeat(detectHeadBytes);
const searchResponse = '{"took":1,"_shards":{"total":1},"hits":{"total":{"value":1},"max_score":1,"hits":[';

const cases = [
  ["lines", '{"a":1}\n{"a":2}\n', "ndjson"],
  ["one line", '{"a":1}', "ndjson"],
  ["byte order mark and blank lines", '\ufeff\r\n {"a":1}\r\n', "ndjson"],
  ["a first line that is broken", '{"a":\n{"a":1}\n{"a":2}\n', "ndjson"],
  ["a first line that is no JSON", 'exported\n{"a":1}\n{"a":2}\n', "ndjson"],
  ["a first line that is cut off", '{"a":"x', "ndjson"],
  ["a first line longer than the head", `{"a":"${long}`, "ndjson"],
  ["a first line that is too deep", `${'{"a":'.repeat(5000)}\n`, "ndjson"],
  ["white space", " \n", "ndjson"],
  ["array", '[{"a":1}]', "json-array"],
  ["pretty array", '\n[\n  {\n    "a": 1', "json-array"],
  ["empty array", "[]", "json-array"],
  ["pretty object", '{\n  "a": 1\n}\n', "json-values"],
  ["objects with nothing between", '{"a":1}{"a":2}', "json-values"],
  ["a search response on one line", `${searchResponse}]}}`, "json-values"],
  ["a search response longer than the head", `${searchResponse}{"_source":{"a":"${long}`, "json-values"],
  ["EVTX", "ElfFile\0", "evtx"],
  ["XML lines", "<Event xmlns='x'><System>", "xml"],
  ["XML document", '\ufeff<?xml version="1.0"?>\r\n<Events><Event>', "xml"],
  ["XML document without events", "<Events/>", "xml"],
  ["XML behind a comment", "<!-- <html> --> <!DOCTYPE Events [ ]>\n<Event/>", "xml"],
  ["XML with a prefix", "<ns0:Events xmlns:ns0='x'>", "xml"],
  ["events in another document", `<Log>\n${windowsEvent(1)}\n</Log>`, "xml"],
  ["XML lines behind one that is cut", `x</Data></EventData></Event>\n${windowsEvent(1)}\n`, "xml"],
  ["other XML", "<?xml version='1.0'?><Eventful><Event/></Eventful>", "unknown"],
  ["a document of other events", "<Calendar>\n<Event xmlns='x'></Event></Calendar>", "unknown"],
  ["HTML", "<!DOCTYPE html><html><body>", "unknown"],
  ["HTML that shows an event", `<html>\n${windowsEvent(1)}\n</html>`, "unknown"],
  ["prose with an event", `# How\n\nto read\n\n${windowsEvent(1)}\n\nit\n`, "unknown"],
  ["a comment without an end", "<!-- <Events>", "unknown"],
  ["comments that do not end", "<!--".repeat(16_000), "unknown"],
  ["text", "2020-01-01 a log\n", "unknown"],
  ["a log line in brackets", "[2020-01-01] started\n", "unknown"],
  ["a template", "{{ name }}\n", "unknown"],
  ["TOML", "[[rules]]\na = 1\n", "unknown"],
  ["PNG", "\x89PNG\r\n\x1a\n", "unknown"],
] as const;
it.each(cases)("%s", (_, head, format) => {
  expect(detectFormat(Buffer.from(head).subarray(0, detectHeadBytes))).toBe(format);
});

it.each(["utf16le", "utf16be"])("%s", (encoding) => {
  const bytes = Buffer.from('\ufeff[{"a":1}]', "utf16le");
  expect(detectFormat(encoding === "utf16le" ? bytes : bytes.swap16())).toBe("json-array");
});
