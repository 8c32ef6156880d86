import { OperationalError } from "../../platform/operational-error.ts";
import { readBody } from "../read-body.ts";
import { kibanaLimits } from "./kibana-limits.ts";
import { badRequest } from "./kibana-request.ts";
import type { KibanaContext } from "./kibana-router.ts";

/** A file that was sent in a form. */
export interface Upload {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the file in the field `file` of a form (`multipart/form-data`). Throws `too-large`, and `bad-request` where there is
 * no such file or it is no text.
 */
export async function readUpload(context: KibanaContext, maxBytes: number): Promise<Upload> {
  const contentType = context.req.header("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(contentType)) {
    throw new OperationalError(
      "unsupported-media-type",
      "Send the file in the field `file` of a form (multipart/form-data).",
    );
  }
  const body = await readBody(context);
  if (body.length > maxBytes + kibanaLimits.maxFormBytes) throw tooLarge(maxBytes);
  const file = await readFile(body, contentType);
  const isText = typeof file === "string";
  const bytes = isText ? new TextEncoder().encode(file) : new Uint8Array(await file.arrayBuffer());
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  return { name: isText ? "file" : file.name, text: decodeText(bytes) };
}

async function readFile(body: Uint8Array, contentType: string): Promise<File | string> {
  let form: FormData;
  try {
    const copy = new Uint8Array(body);
    form = await new Response(copy, { headers: { "content-type": contentType } }).formData();
  } catch (error) {
    throw new OperationalError("bad-request", "The body is no form as its content type says.", error);
  }
  const file = form.get("file");
  if (file === null) throw badRequest("The form has no field `file`.");
  return file as File | string;
}

function decodeText(bytes: Uint8Array): string {
  let text: string;
  try {
    // Takes a byte order mark away.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new OperationalError("bad-request", "The file is no text in UTF-8.", error);
  }
  if (text.includes("\0")) throw badRequest("The file is no text: it holds a NUL character.");
  return text;
}

function tooLarge(maxBytes: number): OperationalError {
  return new OperationalError("too-large", `The file is larger than ${maxBytes / 1024 / 1024} MiB.`);
}
