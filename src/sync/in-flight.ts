import type { StoreKey } from '../core/store-ref.ts';
import type { Lane } from '../runtime/lane.ts';

export interface InFlightLimits {
  /** Turns that may be under way for one store. */
  readonly turns: number;
  /** Of these, how many no resync gets. */
  readonly keptForChanges: number;
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
  readonly parked: Readonly<Record<Lane, (() => void)[]>>;
}

interface Entering {
  readonly lane: Lane;
  /** Called, where there is no place, once there may be one: try again by then. */
  readonly onRoom: () => void;
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

  /** A place, or undefined where there is none. Changes do not wait behind resyncs, of which there may be thousands. */
  enter(store: StoreKey, { lane, onRoom }: Entering): Place | undefined {
    const { turns, keptForChanges, bytes } = this.#limits;
    const traffic = this.#byStore.get(store) ?? { turns: 0, bytes: 0, parked: { Change: [], Resync: [] } };
    this.#byStore.set(store, traffic);
    if (traffic.turns >= turns - (lane === 'Resync' ? keptForChanges : 0) || traffic.bytes >= bytes) {
      traffic.parked[lane].push(onRoom);
      return undefined;
    }
    traffic.turns += 1;
    let held = 0;
    return {
      hold: (more) => {
        held += more;
        traffic.bytes += more;
      },
      leave: () => {
        traffic.turns -= 1;
        traffic.bytes -= held;
        // The last one calls them all: whoever is called may find that there is nothing to do, and then leaves no place.
        const called = nextOf(traffic);
        if (traffic.turns === 0) this.#byStore.delete(store);
        for (const onRoom of called) onRoom();
      },
    };
  }
}

function nextOf({ turns, parked: { Change, Resync } }: Traffic): readonly (() => void)[] {
  if (turns === 0) return [...Change.splice(0), ...Resync.splice(0)];
  return (Change.length > 0 ? Change : Resync).splice(0, 1);
}
