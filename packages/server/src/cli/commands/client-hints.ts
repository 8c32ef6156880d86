import type { ServerConfig } from "../../config/settings.ts";
import { defaultUrl } from "../client/server-address.ts";

/** Commands that a person can copy, which talk to this server. */
export interface ClientHints {
  readonly changePassword: string;
  readonly makeKey: string;
  readonly sendEvent: string;
  readonly alerts: string;
  readonly curlAlerts: string;
  readonly status: string;
  /** For a browser. */
  readonly page: string;
  alertPage(id: string): string;
  showAlert(id: string): string;
  curlAlert(id: string): string;
}

/** An event that happens when the command runs. */
const printEvent = `printf '{"create":{}}\\n{"@timestamp":"%s","message":"hello"}\\n' "$(date -u +%FT%TZ)"`;

export function clientHints(
  url: string,
  { demo, tlsCert }: Pick<ServerConfig, "demo" | "tlsCert">,
): ClientHints {
  // Who listens on all addresses is reached on this machine, too.
  const reached = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
  const at = reached === defaultUrl ? "" : ` --url ${reached}`;
  const ca = tlsCert === undefined ? "" : ` --ca ${tlsCert}`;
  const user = demo ? "" : " --user admin";
  const curlAs = demo ? "" : ' -H "Authorization: ApiKey $EQLITE_API_KEY"';
  const curl = `curl${tlsCert === undefined ? "" : ` --cacert ${tlsCert}`}${curlAs}`;
  return {
    changePassword: `npx eqlite users change-password admin${at}${ca}`,
    makeKey: `npx eqlite api-key create --name first --scopes ingest read${at}${ca}${user}`,
    sendEvent: `${printEvent} | ${curl} -H 'content-type: application/x-ndjson' --data-binary @- ${reached}/logs-first-default/_bulk`,
    alerts: `npx eqlite alerts${at}${ca}${user}`,
    curlAlerts: `${curl} ${reached}/api/v1/alerts`,
    status: `npx eqlite status${at}${ca}${user}`,
    page: `${reached}/`,
    alertPage: (id) => `${reached}/alerts/${id}`,
    showAlert: (id) => `npx eqlite alerts show ${id.slice(0, shownIdLength)}${at}${ca}${user}`,
    curlAlert: (id) => `${curl} ${reached}/api/v1/alerts/${id}`,
  };
}

/** Characters of an id that are shown to people: enough to tell apart any alerts there will be. */
export const shownIdLength = 12;

export function commandList(
  steps: readonly { readonly what: string; readonly commands: readonly string[] }[],
): string {
  return steps
    .map(({ what, commands }) => {
      const lines = commands.map((command) => `    ${command}\n`).join("");
      return what === "" ? lines : `  ${what}\n${lines}`;
    })
    .join("");
}
