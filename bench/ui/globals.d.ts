// What the pages of the benchmark have beside what browsers give them.
declare global {
  var benchWatch: {
    settled(ready: string): Promise<number>;
    frames(ms: number, move: (frame: number) => void): Promise<number[]>;
    shift(): { sum: number; shifted: string[] };
  };
  var axe: {
    run(
      context: Document,
      options: object,
    ): Promise<{ violations: { id: string; impact?: string | null; nodes: { html: string }[] }[] }>;
  };
}

export {};
