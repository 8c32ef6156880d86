import { createHash } from "node:crypto";

/** Unpredictable bytes: `randomBytes` of Node, or what a test gives. */
export type RandomBytes = (size: number) => Uint8Array;

/** 256 bits as text that fits into headers and addresses. */
export function randomToken(random: RandomBytes): string {
  return base64Url(random(32));
}

export function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** How a secret of 256 random bits is stored: nobody can try them out, so a fast hash is enough. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
