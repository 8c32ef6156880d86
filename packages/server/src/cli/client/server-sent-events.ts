/** One event of a stream in the form of the HTML standard. */
export interface ServerSentEvent {
  /** Empty where the stream has not said one yet. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads a stream of server-sent events from its lines. An event that is not ended by an empty line is none. */
export async function* serverSentEvents(lines: AsyncIterable<string>): AsyncGenerator<ServerSentEvent, void> {
  let id = "";
  let event = "";
  let data: string[] = [];
  for await (const raw of lines) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line === "") {
      if (data.length > 0) yield { id, event: event === "" ? "message" : event, data: data.join("\n") };
      event = "";
      data = [];
      continue;
    }
    // A line that begins with a colon is a comment, with which the server says that it is alive.
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "id") id = value;
    else if (name === "event") event = value;
    else if (name === "data") data.push(value);
  }
}
