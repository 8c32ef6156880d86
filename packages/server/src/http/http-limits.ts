/** Every bound on what a client may send or keep open that is not a setting, in one place. */
export const httpLimits = {
  /** A JSON body, which becomes objects; bodies of events are read as bytes and have the setting `max_body_size`. */
  maxJsonBodyBytes: 16 * 1024 * 1024,
  maxJsonDepth: 100,
  /** Memory of bodies that is kept for the next ones. */
  keptBodyBytes: 32 * 1024 * 1024,
  /** Answers that `filter_path` and `pretty` are applied to are held in memory as a whole. */
  maxReshapedBytes: 64 * 1024 * 1024,
  maxFilterPathLength: 4096,
  maxFilterPaths: 100,
  /** Headers of one request. API keys and cookies are far below. */
  maxHeaderBytes: 16 * 1024,
  /** From the connection, or the end of the request before, until the headers are there. */
  headersTimeoutMs: 20_000,
  /** From the first byte of a request to its last. */
  requestTimeoutMs: 600_000,
  /** A connection without a request. Longer than what load balancers commonly keep, so that they close first. */
  keepAliveTimeoutMs: 75_000,
  tlsHandshakeTimeoutMs: 10_000,
  /** How often timeouts are looked after. */
  connectionsCheckMs: 5_000,
  /** Connections that the kernel accepts before the process does. */
  backlog: 1024,
  /** A body must bring this much in each of two windows in a row, else its sender is too slow. */
  slowBodyWindowMs: 5_000,
  slowBodyWindowBytes: 5 * 1024,
  /** What is written of a path and a user agent into the access log. */
  maxLoggedTextLength: 500,
  /** Different routes that requests are counted by. */
  maxCountedRoutes: 300,
} as const;
