import type { StoreKey } from '../core/store-ref.ts';
import type { Lane } from '../runtime/lane.ts';

export interface InFlightLimits {
  /** Turns that may read, decide and write for one store. */
  readonly pushes: number;
  /** Turns that may be under way for it: with those that wait until what they wrote is active, and until it is recorded. */
  readonly turns: number;
  /** Of either, how many no resync gets. */
  readonly keptForChanges: number;
  /** Bytes of values that they may hold together when another one begins. */
  readonly bytes: number;
}

/** A turn's place among those that are under way for its store. */
export interface Place {
  /** The turn has come to hold values of this size. */
  readonly hold: (bytes: number) => void;
  /** It holds none any more, and has only to tell what it did. */
  readonly pushed: () => void;
  /** It is over. */
  readonly leave: () => void;
}

interface Traffic {
  pushes: number;
  turns: number;
  bytes: number;
  readonly parked: Readonly<Record<Lane, (() => void)[]>>;
}

interface Entering {
  readonly lane: Lane;
  /** Called, where there is no place, once there may be one: try again by then. */
  readonly onRoom: () => void;
}

/**
 * The turns that read for a store, or wait for it. They hold no worker while they wait, so their number is bounded here: a
 * store that does not answer keeps its own resources waiting, and nobody else's; and no more is written than can be recorded.
 */
export class InFlight {
  readonly #limits: InFlightLimits;
  readonly #byStore = new Map<StoreKey, Traffic>();

  constructor(limits: InFlightLimits) {
    this.#limits = limits;
  }

  /** A place, or undefined where there is none. Changes do not wait behind resyncs, of which there may be thousands. */
  enter(store: StoreKey, { lane, onRoom }: Entering): Place | undefined {
    const traffic = this.#byStore.get(store) ?? noTraffic();
    this.#byStore.set(store, traffic);
    if (!this.#hasRoom(traffic, lane)) {
      traffic.parked[lane].push(onRoom);
      return undefined;
    }
    traffic.pushes += 1;
    traffic.turns += 1;
    let held = 0;
    let isPushing = true;
    const endPush = (): void => {
      if (!isPushing) return;
      isPushing = false;
      traffic.pushes -= 1;
      traffic.bytes -= held;
    };
    return {
      hold: (more) => {
        held += more;
        traffic.bytes += more;
      },
      pushed: () => {
        endPush();
        this.#callNext(traffic);
      },
      leave: () => {
        endPush();
        traffic.turns -= 1;
        if (traffic.turns === 0) this.#byStore.delete(store);
        this.#callNext(traffic);
      },
    };
  }

  #hasRoom({ pushes, turns, bytes }: Traffic, lane: Lane): boolean {
    const kept = lane === 'Resync' ? this.#limits.keptForChanges : 0;
    return pushes < this.#limits.pushes - kept && turns < this.#limits.turns - kept && bytes < this.#limits.bytes;
  }

  /** The last one calls them all: whoever is called may find that there is nothing to do, and then leaves no place. */
  #callNext(traffic: Traffic): void {
    const { Change, Resync } = traffic.parked;
    const lane = Change.length > 0 ? 'Change' : 'Resync';
    if (traffic.turns === 0) for (const onRoom of [...Change.splice(0), ...Resync.splice(0)]) onRoom();
    else if (this.#hasRoom(traffic, lane)) traffic.parked[lane].shift()?.();
  }
}

const noTraffic = (): Traffic => ({ pushes: 0, turns: 0, bytes: 0, parked: { Change: [], Resync: [] } });
