import { alertLimits } from "../../alerts/alert-limits.ts";
import type { AlertStep } from "../../alerts/alert-steps.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { isoTime } from "./iso-time.ts";
import { type Route, route } from "./route.ts";
import {
  anyText,
  described,
  flag,
  list,
  named,
  nullable,
  object,
  optional,
  type ReadOf,
  text,
  time,
} from "./shape.ts";
import { v1Limits } from "./v1-limits.ts";

const stepShape = named(
  "AlertStep",
  object({
    step: anyText,
    done: flag,
    finding: described("What was found, in Markdown; empty where nothing was written.", anyText),
    changed_at: nullable(time),
    changed_by: nullable(anyText),
  }),
);

const inPath = {
  id: described("Id of the alert.", text({ least: 1, most: v1Limits.maxFilterUnits })),
} as const;
const stepInPath = {
  ...inPath,
  step: described(
    "Name of the step, as who shows the guide calls it.",
    text({ least: 1, most: alertLimits.maxStepNameUnits }),
  ),
} as const;

/** Steps of the guide of an alert: which are done, by whom, and what was found. */
export function alertStepRoutes({
  alerts,
  clock,
}: Pick<V1Dependencies, "alerts" | "clock">): readonly Route[] {
  const mustBeThere = (id: string): void => {
    if (alerts.get(id) === undefined) throw new OperationalError("not-found", `There is no alert ${id}.`);
  };
  return [
    route({
      method: "GET",
      path: "/api/v1/alerts/{id}/steps",
      tag: "alerts",
      summary: "Steps of the guide that somebody has dealt with",
      access: "read",
      inPath,
      answer: { description: "In the order of their names.", shape: object({ steps: list(stepShape) }) },
      errors: ["not-found"],
      handle({ inPath: { id } }) {
        mustBeThere(id);
        return { steps: alerts.steps(id).map(stepJson) };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/alerts/{id}/steps/{step}",
      tag: "alerts",
      summary: "One step of the guide",
      access: "read",
      inPath: stepInPath,
      answer: { description: "Not done where nobody has dealt with it yet.", shape: stepShape },
      errors: ["not-found"],
      handle({ inPath: { id, step } }) {
        mustBeThere(id);
        const found = alerts.steps(id).find((one) => one.step === step);
        return found === undefined
          ? { step, done: false, finding: "", changed_at: null, changed_by: null }
          : stepJson(found);
      },
    }),
    route({
      method: "PUT",
      path: "/api/v1/alerts/{id}/steps/{step}",
      tag: "alerts",
      summary: "Note that a step is done, and what was found",
      description: "What is left out stays as it is. Each change stands in the audit trail of the alert.",
      access: "triage",
      inPath: stepInPath,
      body: object({
        done: optional(flag),
        finding: optional(described("Markdown.", text({ most: alertLimits.maxFindingUnits }))),
      }),
      answer: { description: "The step.", shape: stepShape },
      errors: ["not-found"],
      handle({ inPath: { id, step }, body, context }) {
        if (body.done === undefined && body.finding === undefined) {
          throw new OperationalError("bad-request", "There is nothing to do: send done, finding or both.");
        }
        return stepJson(
          alerts.setStep({
            alertId: id,
            step,
            isDone: body.done,
            finding: body.finding,
            principal: context.get("principal"),
            nowMs: clock.nowMs(),
          }),
        );
      },
    }),
  ];
}

function stepJson({ step, isDone, finding, changedMs, changedBy }: AlertStep): ReadOf<typeof stepShape> {
  return { step, done: isDone, finding, changed_at: isoTime(changedMs), changed_by: changedBy };
}
