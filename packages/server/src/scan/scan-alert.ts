import type { Alert } from "@eqlite/core/detect";

/** What a scan knows of its alerts, each by a number. */
export interface KnownAlerts {
  idOf(number: number): string;
  /** Milliseconds since 1970; minus infinity without a time. */
  timeOf(number: number): number;
  ruleOf(number: number): Alert["rule"];
  /** The whole alert, built anew unless it was the last one that was asked for. */
  built(number: number): Alert;
}

/** An alert of a scan, which may have hundreds of thousands: a number, and where to ask for the rest. */
export class ScanAlert implements Alert {
  readonly #known: KnownAlerts;
  readonly #number: number;

  constructor(known: KnownAlerts, number: number) {
    this.#known = known;
    this.#number = number;
  }

  get id(): string {
    return this.#known.idOf(this.#number);
  }

  get timeMs(): number | undefined {
    const time = this.#known.timeOf(this.#number);
    return time === Number.NEGATIVE_INFINITY ? undefined : time;
  }

  get rule(): Alert["rule"] {
    return this.#known.ruleOf(this.#number);
  }

  get look(): Alert["look"] {
    return this.#built().look;
  }

  get joinKeys(): Alert["joinKeys"] {
    return this.#built().joinKeys;
  }

  get document(): Alert["document"] {
    return this.#built().document;
  }

  get buildingBlocks(): Alert["buildingBlocks"] {
    return this.#built().buildingBlocks;
  }

  get evidence(): Alert["evidence"] {
    return this.#built().evidence;
  }

  #built(): Alert {
    return this.#known.built(this.#number);
  }
}
