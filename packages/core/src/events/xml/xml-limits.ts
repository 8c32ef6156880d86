/** Bounds on one event beside its length. Real events nest about five deep and hold some hundred nodes at most. */
export const xmlLimits = {
  /** How deep elements may nest, as in binary EVTX. */
  maxDepth: 64,
  /** Most elements and attributes: each costs far more memory than the few bytes that it takes in the text. */
  maxNodes: 200_000,
  /** Longest name of an element, in bytes, that the search for events looks at. */
  maxNameBytes: 256,
} as const;
