import type { Alert } from "@eqlite/core/detect";
import type { AlertOrigin, NewAlert } from "../alerts/alert.ts";

/** An alert as it is stored: of a sequence first the one that stands for the whole, then its building blocks. */
export function newAlertsOf(alert: Alert, origin: AlertOrigin, executionId: string): readonly NewAlert[] {
  const stored = { origin, executionId };
  return [
    { id: alert.id, document: alert.document, ...stored },
    ...alert.buildingBlocks.map((document) => ({
      id: String(document["kibana.alert.uuid"]),
      document,
      ...stored,
    })),
  ];
}
