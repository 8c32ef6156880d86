import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { WholeServer } from "../packages/server/src/serve/whole-server.test-support.ts";

/** Of everybody whom a test makes. */
export const password = "a long enough password";

/** Gives the first administrator the password of tests; a server has one that asks who is there. */
export async function settleAdmin({ url, firstUser }: WholeServer): Promise<void> {
  const body = { current: firstUser?.password, new: password };
  await askAs(url, `${firstUser?.name}:${firstUser?.password}`, "PUT", "/api/v1/me/password", body);
}

/** Makes a user, who has had the first log-in already. */
export async function addUser(
  { url, firstUser }: WholeServer,
  name: string,
  role: "viewer" | "analyst",
): Promise<void> {
  const first = `${password} at first`;
  const body = { name, role, password: first };
  await askAs(url, `${firstUser?.name}:${password}`, "POST", "/api/v1/users", body);
  await askAs(url, `${name}:${first}`, "PUT", "/api/v1/me/password", { current: first, new: password });
}

/** Sends a request that must go well. `login` is a name and a password with a colon between them. */
export async function askAs(
  url: string,
  login: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await requestAs(url, login, method, path, body);
  const text = await answer.text();
  expect(answer.status, `${method} ${path}: ${text}`).toBeLessThan(300);
  return text === "" ? undefined : JSON.parse(text);
}

export async function requestAs(
  url: string,
  login: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return await fetch(url + path, {
    method,
    headers: {
      Authorization: `Basic ${btoa(login)}`,
      "Content-Type": "application/json",
      "kbn-xsrf": "test",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export async function logIn(page: Page, name: string): Promise<void> {
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("navigation").waitFor();
}
