import type { QueryClient } from "@tanstack/react-query";
import { type AlertAnswer, alertQuery } from "../../shared/api/alert-query.ts";
import { prevalenceQuery, processTreeQuery, programOf } from "../../shared/processes/process-queries.ts";
import { stepsQuery } from "./alert-queries.ts";
import { subjectOf } from "./alert-subject.ts";
import {
  changesQuery,
  logonsAfterQuery,
  logonsQuery,
  networkQuery,
  relatedAlertQueries,
  seenValues,
  servicesQuery,
  sharesQuery,
  treeQuery,
} from "./panel-queries.ts";
import { relatedQuery } from "./panels/related-query.ts";
import { searchQuery } from "./panels/search-query.ts";
import { treeIds } from "./panels/use-tree-ids.ts";

/**
 * Asks for what the guide of an alert shows as soon as it is known what that is: to lay out a guide takes as long as to find
 * the answers, and both go on at once. What cannot be answered is asked again, and told, by the panel that shows it.
 */
export function askForGuide(client: QueryClient, alertId: string): void {
  void client.prefetchQuery(stepsQuery(alertId));
  void client.fetchQuery(alertQuery(alertId)).then(
    (answer) => askForPanels(client, answer),
    () => undefined,
  );
}

function askForPanels(client: QueryClient, answer: AlertAnswer): void {
  const subject = subjectOf(answer);
  const search = (query: Parameters<typeof searchQuery>[0]): void => {
    if (query !== undefined) void client.prefetchQuery(searchQuery(query));
  };
  const askOfTree = ({ subject: own, tree }: ReturnType<typeof treeIds>): void => {
    search(networkQuery(subject, own));
    search(changesQuery(subject, tree));
  };
  // First what others wait for.
  const tree = treeQuery(subject);
  if (tree !== undefined) {
    void client.fetchQuery(processTreeQuery(tree)).then(
      ({ processes }) => {
        askOfTree(treeIds(processes));
        const programs = processes.flatMap((process) => programOf(process) ?? []);
        if (programs.length > 0) void client.prefetchQuery(prevalenceQuery(programs));
      },
      () => undefined,
    );
  } else askOfTree({ subject: [], tree: [], processes: 0 });
  search(logonsQuery(subject));
  search(sharesQuery(subject));
  search(servicesQuery(subject));
  search(logonsAfterQuery(subject));
  const { ofHost, ofUsers } = relatedAlertQueries(subject);
  if (ofHost !== undefined) void client.prefetchQuery(relatedQuery(ofHost));
  if (ofUsers !== undefined) void client.prefetchQuery(relatedQuery(ofUsers));
  const seen = seenValues(subject);
  if (seen.length > 0) void client.prefetchQuery(prevalenceQuery(seen));
}
