import { alertLimits } from "../../alerts/alert-limits.ts";
import type { SavedView } from "../../alerts/saved-views.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { isoTime } from "./iso-time.ts";
import { type Route, route } from "./route.ts";
import { anyText, described, list, named, object, type ReadOf, text, time, whole } from "./shape.ts";

const viewShape = named(
  "SavedView",
  object({
    id: whole(),
    name: anyText,
    state: described("Filters and columns, as the pages write them into the address.", anyText),
    created_at: time,
    created_by: anyText,
    updated_at: time,
    updated_by: anyText,
  }),
);

const body = object({
  name: text({ least: 1, most: alertLimits.maxViewNameUnits }),
  state: text({ most: alertLimits.maxViewStateUnits }),
});
const inPath = { id: described("Id of the view.", whole()) } as const;

/** Filters and columns that somebody has given a name; everybody has the same. */
export function savedViewRoutes({ views, clock }: Pick<V1Dependencies, "views" | "clock">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/v1/alert-views",
      tag: "alerts",
      summary: "Saved views of alerts",
      access: "read",
      answer: { description: "By name.", shape: object({ views: list(viewShape) }) },
      handle: () => ({ views: views.all().map(viewJson) }),
    }),
    route({
      method: "POST",
      path: "/api/v1/alert-views",
      tag: "alerts",
      summary: "Save a view of alerts",
      access: "triage",
      body,
      answer: { status: 201, description: "The view.", shape: viewShape },
      errors: ["conflict", "too-costly"],
      handle: ({ body: { name, state }, context }) =>
        viewJson(views.create({ name, state, principal: context.get("principal"), nowMs: clock.nowMs() })),
    }),
    route({
      method: "PUT",
      path: "/api/v1/alert-views/{id}",
      tag: "alerts",
      summary: "Change a saved view",
      access: "triage",
      inPath,
      body,
      answer: { description: "The view.", shape: viewShape },
      errors: ["not-found", "conflict"],
      handle: ({ inPath: { id }, body: { name, state }, context }) =>
        viewJson(
          views.update(id, { name, state, principal: context.get("principal"), nowMs: clock.nowMs() }),
        ),
    }),
    route({
      method: "DELETE",
      path: "/api/v1/alert-views/{id}",
      tag: "alerts",
      summary: "Delete a saved view",
      access: "triage",
      inPath,
      answer: { status: 204, description: "Done." },
      errors: ["not-found"],
      handle({ inPath: { id } }) {
        views.delete(id);
        return undefined;
      },
    }),
  ];
}

function viewJson(view: SavedView): ReadOf<typeof viewShape> {
  return {
    id: view.id,
    name: view.name,
    state: view.state,
    created_at: isoTime(view.createdMs),
    created_by: view.createdBy,
    updated_at: isoTime(view.updatedMs),
    updated_by: view.updatedBy,
  };
}
