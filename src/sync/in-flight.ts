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
  /** Keys that found no place, in the order in which they came. */
  readonly parked: Readonly<Record<Lane, Set<string>>>;
}

interface Entering {
  readonly key: string;
  readonly lane: Lane;
}

/**
 * The turns that read for a store, or wait for it. They hold no worker while they wait, so their number is bounded here: a
 * store that does not answer keeps its own resources waiting, and nobody else's; and no more is written than can be recorded.
 */
export class InFlight {
  readonly #limits: InFlightLimits;
  readonly #onRoom: (key: string, lane: Lane) => void;
  readonly #byStore = new Map<StoreKey, Traffic>();
  /** Among which of these sets each parked key is: it is in one at most, however often it is tried. */
  readonly #parkedAmong = new Map<string, Set<string>>();

  /** `onRoom` gets each key that found no place once there may be one, for another try. */
  constructor(limits: InFlightLimits, onRoom: (key: string, lane: Lane) => void) {
    this.#limits = limits;
    this.#onRoom = onRoom;
  }

  /** Keys that wait until there is a place for them. */
  get parked(): number {
    return this.#parkedAmong.size;
  }

  /** A place, or undefined where there is none. Changes do not wait behind resyncs, of which there may be thousands. */
  enter(store: StoreKey, { key, lane }: Entering): Place | undefined {
    const traffic = this.#byStore.get(store) ?? noTraffic();
    this.#byStore.set(store, traffic);
    if (!this.#hasRoom(traffic, lane)) {
      this.#park(key, traffic.parked, lane);
      return undefined;
    }
    this.forget(key);
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

  /** This key needs no place any more. */
  forget(key: string): void {
    this.#parkedAmong.get(key)?.delete(key);
    this.#parkedAmong.delete(key);
  }

  /** One that is parked already stays where it is, unless it has come for a resync and now comes for a change. */
  #park(key: string, parked: Traffic['parked'], lane: Lane): void {
    const among = this.#parkedAmong.get(key);
    if (among === parked.Change || among === parked[lane]) return;
    this.forget(key);
    parked[lane].add(key);
    this.#parkedAmong.set(key, parked[lane]);
  }

  #hasRoom({ pushes, turns, bytes }: Traffic, lane: Lane): boolean {
    const kept = lane === 'Resync' ? this.#limits.keptForChanges : 0;
    return pushes < this.#limits.pushes - kept && turns < this.#limits.turns - kept && bytes < this.#limits.bytes;
  }

  /** The last one calls them all: whoever is called may find that there is nothing to do, and then leaves no place. */
  #callNext(traffic: Traffic): void {
    do {
      const lane = traffic.parked.Change.size > 0 ? 'Change' : 'Resync';
      const [key] = traffic.parked[lane];
      if (key === undefined || !this.#hasRoom(traffic, lane)) return;
      this.forget(key);
      this.#onRoom(key, lane);
    } while (traffic.turns === 0);
  }
}

const noTraffic = (): Traffic => ({
  pushes: 0,
  turns: 0,
  bytes: 0,
  parked: { Change: new Set(), Resync: new Set() },
});
