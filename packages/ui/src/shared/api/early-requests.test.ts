import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askEarly, fetchRequest, takeEarly } from "./early-requests.ts";

let server: Server;
let url = "";
let asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    answer.statusCode = request.url === "/refused" ? 401 : 200;
    answer.end(String(asked.length));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  url = `http://127.0.0.1:${address.port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it("an answer is given once, to who asks for the same", async () => {
  asked = [];
  askEarly({ method: "POST", path: `${url}/search`, body: { size: 1 } });
  expect(await takeEarly({ method: "POST", path: `${url}/search`, body: { size: 2 } })).toBeUndefined();
  expect(await takeEarly({ method: "GET", path: `${url}/search` })).toBeUndefined();
  const taken = await takeEarly({ method: "POST", path: `${url}/search`, body: { size: 1 } });
  expect(await taken?.text()).toBe("1");
  expect(await takeEarly({ method: "POST", path: `${url}/search`, body: { size: 1 } })).toBeUndefined();
  expect(asked).toEqual(["POST /search"]);
});

it("what was refused, or could not be sent, is asked for anew", async () => {
  askEarly({ method: "GET", path: `${url}/refused` });
  expect(await takeEarly({ method: "GET", path: `${url}/refused` })).toBeUndefined();
  askEarly({ method: "GET", path: "http://127.0.0.1:1/away" });
  expect(await takeEarly({ method: "GET", path: "http://127.0.0.1:1/away" })).toBeUndefined();
});

it("a request can be taken back", async () => {
  const controller = new AbortController();
  const answer = fetchRequest({ method: "GET", path: `${url}/slow` }, controller.signal);
  controller.abort();
  await expect(answer).rejects.toThrow();
});
