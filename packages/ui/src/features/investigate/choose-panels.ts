import { type GuidePart, guideSteps } from "./guide-parts.ts";
import { type PanelKind, type PanelRule, panelKinds, panelRules } from "./panel-rules.ts";

export interface ChosenPanels {
  /** Panels that stand beside a step, by its id: each panel at the first step that asks for it. */
  readonly at: ReadonlyMap<string, readonly PanelKind[]>;
  /** Panels that a step asks for and that stand beside an earlier one. */
  readonly elsewhere: ReadonlyMap<string, readonly { readonly panel: PanelKind; readonly step: string }[]>;
  /** Panels that no step asks for. */
  readonly further: readonly PanelKind[];
}

/** Finds out by its words which steps of a guide, whichever it is, are answered by which panels. */
export function choosePanels(
  parts: readonly GuidePart[],
  rules: readonly PanelRule[] = panelRules,
): ChosenPanels {
  const at = new Map<string, readonly PanelKind[]>();
  const elsewhere = new Map<string, readonly { readonly panel: PanelKind; readonly step: string }[]>();
  const placed = new Map<PanelKind, string>();
  for (const step of guideSteps(parts)) {
    if (step.section !== "investigation") continue;
    const words = [step.text, ...step.blocks.flatMap((block) => ("label" in block ? [block.label] : []))]
      .join("\n")
      .toLowerCase();
    const asked = rules.filter((rule) => asksFor(rule, words)).map(({ panel }) => panel);
    const here: PanelKind[] = [];
    const before: { panel: PanelKind; step: string }[] = [];
    for (const panel of asked) {
      const earlier = placed.get(panel);
      if (earlier === undefined) {
        placed.set(panel, step.id);
        here.push(panel);
      } else before.push({ panel, step: earlier });
    }
    if (here.length > 0) at.set(step.id, here);
    if (before.length > 0) elsewhere.set(step.id, before);
  }
  return { at, elsewhere, further: panelKinds.filter((panel) => !placed.has(panel)) };
}

function asksFor({ words, unless = [] }: PanelRule, text: string): boolean {
  return (
    words.some((all) => all.every((one) => text.includes(one))) && !unless.some((one) => text.includes(one))
  );
}
