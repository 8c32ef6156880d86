import type { AlertSubject } from "../alert-subject.ts";
import type { PanelKind } from "../panel-rules.ts";
import { ChangesPanel } from "./changes-panel.tsx";
import { FilePanel } from "./file-panel.tsx";
import { LogonsAfterPanel } from "./logons-after-panel.tsx";
import { LogonsPanel } from "./logons-panel.tsx";
import { NetworkPanel } from "./network-panel.tsx";
import { RelatedAlertsPanel } from "./related-alerts-panel.tsx";
import { TreePanel } from "./tree-panel.tsx";

interface PanelProps {
  readonly panel: PanelKind;
  readonly subject: AlertSubject;
}

export function Panel({ panel, subject }: PanelProps) {
  switch (panel) {
    case "process-tree":
      return <TreePanel subject={subject} />;
    case "logons":
      return <LogonsPanel subject={subject} />;
    case "related-alerts":
      return <RelatedAlertsPanel subject={subject} />;
    case "network":
      return <NetworkPanel subject={subject} />;
    case "changes":
      return <ChangesPanel subject={subject} />;
    case "file":
      return <FilePanel subject={subject} />;
    case "logons-after":
      return <LogonsAfterPanel subject={subject} />;
  }
}
