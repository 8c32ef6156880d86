import { type Alert, type AlertContext, buildAlert, type RuleOutcome } from "@eqlite/core/detect";
import type { EventRecord } from "@eqlite/core/events";
import type { PassMatch } from "@eqlite/core/kernel";
import { readMatch } from "./read-match.ts";

/** Builds alerts of matches, whose events are read again when they are asked for. */
export interface AlertMaker {
  /** Undefined where there is no alert: keys that only have one hash, or a rule that would feed itself. */
  build(outcome: RuleOutcome, match: PassMatch): Alert | undefined;
}

export function createAlertMaker(
  events: ReadonlyMap<number, EventRecord>,
  context: AlertContext,
): AlertMaker {
  return {
    build(outcome, match) {
      const whole = readMatch(match, outcome.readKey, events);
      return whole === undefined ? undefined : buildAlert(outcome.rule, whole, context);
    },
  };
}

/**
 * An alert of a scan, which may have hundreds of thousands: of each, only what orders it and where its events are stays in
 * memory. All else is built anew when it is asked for.
 */
export class ScanAlert implements Alert {
  readonly id: string;
  readonly timeMs: number | undefined;
  readonly #outcome: RuleOutcome;
  readonly #match: PassMatch;
  readonly #lastBuilt: LastBuiltAlert;

  /** @param built the alert as it was built first, of which only the id and the time are kept */
  constructor(built: Alert, outcome: RuleOutcome, match: PassMatch, lastBuilt: LastBuiltAlert) {
    this.id = built.id;
    this.timeMs = built.timeMs;
    this.#outcome = outcome;
    this.#match = match;
    this.#lastBuilt = lastBuilt;
  }

  get rule(): Alert["rule"] {
    return this.#outcome.rule;
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
    return this.#lastBuilt.of(this.#outcome, this.#match);
  }
}

/** Remembers the alert that was built last: whoever looks at an alert asks for several of its parts. */
export class LastBuiltAlert {
  readonly #maker: AlertMaker;
  #match: PassMatch | undefined;
  #alert: Alert | undefined;

  constructor(maker: AlertMaker) {
    this.#maker = maker;
  }

  of(outcome: RuleOutcome, match: PassMatch): Alert {
    if (this.#match !== match || this.#alert === undefined) {
      this.#alert = this.#maker.build(outcome, match);
      this.#match = match;
    }
    if (this.#alert === undefined) throw new Error("an alert that was built once can be built again");
    return this.#alert;
  }
}
