// @ts-check
// Holds connections in a process of its own, which has a limit of open files of its own: arguments are the port, how many
// connections, and how many of them belong to slow clients. Tells its parent when all are open; asked anything, how many still are.
import { once } from "node:events";
import { connect } from "node:net";

const [port = 0, connections = 0, slow = 0] = process.argv.slice(2).map(Number);
const atOnce = 200;
const everyMs = 1_000;

/** @type {import("node:net").Socket[]} */
const sockets = [];
/** @type {string | undefined} */
let problem;

for (let from = 0; from < connections; from += atOnce) {
  await Promise.all(
    Array.from({ length: Math.min(atOnce, connections - from) }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", (error) => {
        problem ??= error.message;
      });
      socket.resume();
      sockets.push(socket);
      await Promise.race([once(socket, "connect"), once(socket, "close")]);
    }),
  );
}

// Idle clients have been answered once, as agents between two requests have; of the others half never end their headers, and
// half send a body a byte at a time.
const kept = sockets.slice(slow);
for (const socket of kept) socket.write("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
const late = sockets.slice(0, slow);
for (const [n, socket] of late.entries()) {
  if (n % 2 === 0) socket.write("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n");
  else
    socket.write(
      "POST /logs-slow-default/_bulk HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-ndjson\r\ncontent-length: 1000000\r\n\r\n",
    );
}
setInterval(() => {
  for (const [n, socket] of late.entries()) if (isOpen(socket)) socket.write(n % 2 === 0 ? "x: y\r\n" : "{");
}, everyMs);

/** @param {import("node:net").Socket} socket */
function isOpen(socket) {
  return !socket.destroyed && !socket.readableEnded && !socket.connecting;
}

function tell() {
  const slowOpen = late.filter(isOpen).length;
  process.send?.({ open: kept.filter(isOpen).length + slowOpen, slow: slowOpen, problem });
}

process.on("message", tell);
process.on("disconnect", () => process.exit(0));
tell();
