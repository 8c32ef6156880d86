import type { JsonObject } from "../document.ts";
import { EventData, meaningfulText, scalarText } from "./event-data.ts";
import {
  exporterMembers,
  flatSystemKeys,
  flatTimeKeys,
  pickTime,
  readTags,
  transportKeys,
} from "./flat-export.ts";
import type { WantedParts } from "./wanted-parts.ts";
import type { WindowsRecord } from "./windows-record.ts";
import { keywordNames, levelName } from "./winlog-levels.ts";

const exporterKeys = [...flatTimeKeys, "@version", "host", "port"];
const knownKeys = {
  EventID: new Set([...flatSystemKeys, ...transportKeys]),
  EventId: new Set([...flatSystemKeys, ...transportKeys, "EventId"]),
};

/** Reads the flat export of the Mordor recordings and of Azure: `TimeCreated`, `@timestamp`, `Hostname`, `EventID`. */
export function readMordor(raw: JsonObject, parts: WantedParts): WindowsRecord {
  return readFlatRecord(raw, "EventID", meaningfulText(raw["SourceName"]), parts);
}

/**
 * Reads raw Sysmon values alone, as eqllib's recordings have them: `EventId`, `UtcTime` and the event data, usually with no
 * provider, channel or computer.
 */
export function readRawSysmon(raw: JsonObject, parts: WantedParts): WindowsRecord {
  return readFlatRecord(raw, "EventId", "Microsoft-Windows-Sysmon", parts);
}

function readFlatRecord(
  raw: JsonObject,
  idKey: "EventID" | "EventId",
  provider: string | undefined,
  parts: WantedParts,
): WindowsRecord {
  const time = pickTime(raw, flatTimeKeys);
  return {
    eventId: scalarText(raw[idKey]) ?? "",
    provider,
    providerGuid: meaningfulText(raw["ProviderGuid"]),
    channel: meaningfulText(raw["Channel"]),
    computer: meaningfulText(raw["Hostname"]),
    message: meaningfulText(raw["Message"]),
    tags: readTags(raw),
    level: levelName(raw["Level"]),
    task: meaningfulText(raw["Task"]),
    keywords: keywordNames(raw["Keywords"]),
    time: time?.iso,
    eventData: new EventData(raw, knownKeys[idKey]),
    exporter: parts.exporter ? exporterMembers(raw, exporterKeys, time) : undefined,
  };
}
