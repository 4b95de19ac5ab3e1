import type { StoreKey } from '../core/store-ref.ts';

export interface InFlightLimits {
  /** Turns that may be under way for one store. */
  readonly turns: number;
  /** Bytes of values that they may hold together when another one begins. */
  readonly bytes: number;
}

/** A turn's place among those that are under way for its store. */
export interface Place {
  /** The turn has come to hold values of this size. */
  readonly hold: (bytes: number) => void;
  /** It holds none any more, and waits for nothing. */
  readonly leave: () => void;
}

interface Traffic {
  turns: number;
  bytes: number;
  readonly parked: (() => void)[];
}

/**
 * The turns that read for a store, or wait for it. They hold no worker while they wait, so their number is bounded here: a
 * store that does not answer keeps its own resources waiting, and nobody else's.
 */
export class InFlight {
  readonly #limits: InFlightLimits;
  readonly #byStore = new Map<StoreKey, Traffic>();

  constructor(limits: InFlightLimits) {
    this.#limits = limits;
  }

  /** A place; undefined where there is none, and then `onRoom` is called once there may be one: try again by then. */
  enter(store: StoreKey, onRoom: () => void): Place | undefined {
    const traffic = this.#byStore.get(store) ?? { turns: 0, bytes: 0, parked: [] };
    this.#byStore.set(store, traffic);
    if (traffic.turns >= this.#limits.turns || traffic.bytes >= this.#limits.bytes) {
      traffic.parked.push(onRoom);
      return undefined;
    }
    traffic.turns += 1;
    let held = 0;
    return {
      hold: (bytes) => {
        held += bytes;
        traffic.bytes += bytes;
      },
      leave: () => {
        traffic.turns -= 1;
        traffic.bytes -= held;
        // The last one calls them all: whoever is called may find that there is nothing to do, and then leaves no place.
        const called = traffic.parked.splice(0, traffic.turns === 0 ? Infinity : 1);
        if (traffic.turns === 0) this.#byStore.delete(store);
        for (const onRoom of called) onRoom();
      },
    };
  }
}
