/** What a text to paste is made of. */
export interface ConnectTarget {
  /** Where the server is reached, such as `https://siem.example.org:9200`. */
  readonly url: string;
  readonly keyId: string;
  readonly keySecret: string;
}

export interface DataSource {
  readonly id: string;
  /** As the program names itself. */
  readonly name: string;
  /** Where the text goes. */
  readonly file: string;
  text(target: ConnectTarget): string;
}

/** docs/guide/connect-agents.md says more about each. */
export const dataSources: readonly DataSource[] = [
  {
    id: "elastic-agent",
    name: "Elastic Agent, Elastic Defend",
    file: "elastic-agent.yml",
    text: ({ url, keyId, keySecret }) => `outputs:
  default:
    type: elasticsearch
    hosts: ["${url}"]
    api_key: "${keyId}:${keySecret}"
agent.monitoring.enabled: false
`,
  },
  {
    id: "winlogbeat",
    name: "Winlogbeat",
    file: "winlogbeat.yml",
    text: (target) => `winlogbeat.event_logs:
  - name: Security
  - name: Microsoft-Windows-Sysmon/Operational
${beatOutput(target)}`,
  },
  { id: "filebeat", name: "Filebeat", file: "filebeat.yml", text: beatOutput },
  {
    id: "fluent-bit",
    name: "Fluent Bit",
    file: "fluent-bit.conf",
    text(target) {
      const { hostname, port, protocol } = new URL(target.url);
      return `[OUTPUT]
    Name               es
    Match              *
    Host               ${hostname}
    Port               ${portOf(port, protocol)}
    HTTP_User          ${target.keyId}
    HTTP_Passwd        ${target.keySecret}
    Index              logs-fluentbit-default
    Suppress_Type_Name On
    Trace_Error        On
    Retry_Limit        False
    tls                ${protocol === "https:" ? "On" : "Off"}
`;
    },
  },
  {
    id: "logstash",
    name: "Logstash",
    file: "pipeline.conf",
    text: ({ url, keyId, keySecret }) => `output {
  elasticsearch {
    hosts => ["${url}"]
    user => "${keyId}"
    password => "${keySecret}"
    data_stream => true
    data_stream_type => "logs"
    data_stream_dataset => "windows.sysmon_operational"
    data_stream_namespace => "default"
  }
}
`,
  },
  {
    id: "vector",
    name: "Vector",
    file: "vector.yaml",
    text: ({ url, keyId, keySecret }) => `sinks:
  eqlite:
    type: elasticsearch
    inputs: [my_source]
    endpoints: ["${url}"]
    api_version: v8
    mode: data_stream
    data_stream: { type: logs, dataset: vector, namespace: default }
    auth: { strategy: basic, user: "${keyId}", password: "${keySecret}" }
`,
  },
  {
    id: "curl",
    name: "curl",
    file: "shell",
    text: ({
      url,
      keyId,
      keySecret,
    }) => `curl -sS -H 'Authorization: ApiKey ${btoa(`${keyId}:${keySecret}`)}' \\
  -H 'Content-Type: application/x-ndjson' '${url}/logs-test-default/_bulk' --data-binary @- <<'END'
{"create":{}}
{"@timestamp":"2026-01-05T12:00:00Z","message":"A first event","event":{"category":["host"]},"host":{"name":"my-host"}}
END
`,
  },
];

function beatOutput({ url, keyId, keySecret }: ConnectTarget): string {
  return `output.elasticsearch:
  hosts: ["${url}"]
  api_key: "${keyId}:${keySecret}"
setup.template.enabled: false
setup.ilm.enabled: false
`;
}

function portOf(port: string, protocol: string): string {
  if (port !== "") return port;
  return protocol === "https:" ? "443" : "80";
}
