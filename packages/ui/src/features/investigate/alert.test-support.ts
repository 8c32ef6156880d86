import type { EventDocument } from "../../shared/api/search-events.ts";
import { type AlertSubject, alertSubject } from "./alert-subject.ts";

/** When the program was written and started in tests. */
export const writtenMs = Date.UTC(2026, 5, 8, 12);
const iso = (ms: number): string => new Date(ms).toISOString();

/** The alert of a program that came over a share and was started, with the alerts for its two events. */
export function shareAlert(more: EventDocument = {}): AlertSubject {
  return alertSubject({
    id: "a1",
    document: {
      "@timestamp": iso(writtenMs + 5_000),
      host: { id: "h1", name: "WS-1" },
      "kibana.alert.original_time": iso(writtenMs),
      "kibana.alert.rule.rule_id": "r1",
      "kibana.alert.rule.name": "Program from a share",
      ...more,
    },
    blocks: [
      {
        "@timestamp": iso(writtenMs + 5_000),
        "kibana.alert.original_time": iso(writtenMs + 1_000),
        "kibana.alert.group.index": 1,
        host: { id: "h1", name: "WS-1" },
        event: { category: ["process"], type: ["start"] },
        process: {
          entity_id: "e2",
          pid: 20,
          name: "tool.exe",
          executable: "C:\\tool.exe",
          hash: { sha256: "ab" },
        },
        user: { name: "ann", id: "S-1-5-21-1-2-3-500" },
      },
      {
        "@timestamp": iso(writtenMs + 5_000),
        "kibana.alert.original_time": iso(writtenMs),
        "kibana.alert.group.index": 0,
        host: { id: "h1", name: "WS-1" },
        event: { category: ["file"], type: ["creation"] },
        process: { entity_id: "e1", pid: 4, name: "System" },
        file: { path: "C:\\tool.exe", name: "tool.exe" },
        user: { name: "SYSTEM", id: "S-1-5-18" },
      },
    ],
  });
}
