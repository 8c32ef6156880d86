import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "@eqlite/core/events";
import { OperationalError, type OperationalErrorCode } from "../../platform/operational-error.ts";
import { type ClientMessages, clientMessages } from "../messages/client-messages.ts";
import { packageVersion } from "../package-version.ts";
import type { Terminal } from "../terminal.ts";
import { clientLimits } from "./client-limits.ts";
import { describeConnectionError } from "./connection-errors.ts";
import type { ServerAddress } from "./server-address.ts";

export interface ServerRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** A list is named several times. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: JsonValue;
}

/** A running server. Everything throws OperationalError with a sentence that says what to do. */
export interface ServerConnection {
  readonly url: string;
  /** The answer, which is JSON; an empty object where there is nothing to say. */
  ask(request: ServerRequest): Promise<JsonObject>;
  /** The answer line by line, as it comes; ends where the server ends it or the terminal is interrupted. */
  lines(request: ServerRequest): AsyncGenerator<string, void>;
}

export function connectToServer(address: ServerAddress, terminal: Terminal): ServerConnection {
  const messages = clientMessages[terminal.language];
  const send = (request: ServerRequest): Promise<IncomingMessage> =>
    sendRequest(address, request, terminal.signal).catch((error: unknown) => {
      throw terminal.signal.aborted ? error : describeConnectionError(error, address.url, messages);
    });

  return {
    url: address.url,
    async ask(request) {
      const answer = await send(request);
      const text = await readAll(answer, address.url, messages);
      const parsed = text === "" ? undefined : parseJson(text);
      const value = parsed?.ok === true && isJsonObject(parsed.value) ? parsed.value : undefined;
      if (isSuccess(answer)) {
        if (text === "") return {};
        if (value !== undefined) return value;
      }
      throw refusal(answer.statusCode ?? 0, value, request, address, messages);
    },
    async *lines(request) {
      const answer = await send(request);
      if (!isSuccess(answer)) {
        const parsed = parseJson(await readAll(answer, address.url, messages));
        const value = parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
        throw refusal(answer.statusCode ?? 0, value, request, address, messages);
      }
      yield* readLines(answer, address.url, messages, terminal.signal);
    },
  };
}

function sendRequest(
  { url, authorization, ca }: ServerAddress,
  { method = "GET", path, query = {}, body }: ServerRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const target = new URL(`${url}${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) target.searchParams.append(name, String(one));
  }
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    accept: "application/json",
    ...(authorization === undefined ? {} : { authorization }),
    ...(text === undefined
      ? {}
      : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) }),
  };
  return new Promise((resolve, reject) => {
    const options = { method, headers, signal, timeout: clientLimits.answerTimeoutMs };
    const request: ClientRequest =
      target.protocol === "https:"
        ? httpsRequest(target, { ...options, ...(ca === undefined ? {} : { ca }) }, resolve)
        : httpRequest(target, options, resolve);
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error("it does not answer")));
    request.on("response", () => request.setTimeout(0));
    request.end(text);
  });
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

async function readAll(answer: IncomingMessage, url: string, messages: ClientMessages): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > clientLimits.maxAnswerBytes) {
        answer.destroy();
        throw new OperationalError("too-large", messages.connectionFailed(url, "its answer does not end"));
      }
    }
  } catch (error) {
    if (error instanceof OperationalError) throw error;
    throw describeConnectionError(error, url, messages);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function* readLines(
  answer: IncomingMessage,
  url: string,
  messages: ClientMessages,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  answer.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of answer as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > clientLimits.maxLineBytes) {
        throw new OperationalError("too-large", messages.connectionFailed(url, "a line does not end"));
      }
      yield* lines;
    }
    if (rest !== "") yield rest;
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof OperationalError) throw error;
    throw describeConnectionError(error, url, messages);
  } finally {
    answer.destroy();
  }
}

/** What a person has to know of an answer that is none. */
function refusal(
  status: number,
  answer: JsonObject | undefined,
  { path }: ServerRequest,
  { url, authorization }: ServerAddress,
  messages: ClientMessages,
): OperationalError {
  const { error } = answer ?? {};
  if (!isJsonObject(error) || typeof error["message"] !== "string") {
    return new OperationalError("not-found", messages.noEqlite(url));
  }
  const { message, code } = error;
  switch (status) {
    case 401:
      return new OperationalError(
        "unauthenticated",
        authorization === undefined ? messages.whoAreYou : messages.refused(message),
      );
    case 403: {
      const hint = message.includes("/me/password") ? ` ${messages.passwordFirst}` : "";
      return new OperationalError("forbidden", `${messages.notAllowed(message)}${hint}`);
    }
    case 404:
    case 405:
      if (code === "not-found" && !message.startsWith("There is nothing at")) break;
      return new OperationalError("not-found", messages.otherVersion(url, path, packageVersion()));
    default:
  }
  return new OperationalError(codeOf(status), message);
}

function codeOf(status: number): OperationalErrorCode {
  if (status === 404) return "not-found";
  if (status === 409) return "conflict";
  if (status === 429) return "too-busy";
  return status >= 500 ? "store-closed" : "bad-request";
}
