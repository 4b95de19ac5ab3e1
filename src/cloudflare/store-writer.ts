import type { SecretId } from '../core/ids.ts';
import type { NewSecret } from '../core/remote-secret.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Lane } from '../runtime/lane.ts';
import { Batcher } from './batcher.ts';
import { createSecrets, type Created } from './create-secrets.ts';
import { deleteSecrets, type Deleted } from './delete-secrets.ts';
import type { StoreAccess } from './store-access.ts';

export interface StoreWriterOptions {
  readonly clock: Clock;
  /** Ends what is on its way. */
  readonly signal: AbortSignal;
  /** The most secrets in one request, until Cloudflare is found to take fewer. */
  readonly maxBatchSize: number;
}

/** What is new is wanted soon. The age lets a hundred resources go together where the API server is slow. */
const createWindow = { pauseMs: 100, maxAgeMs: 2_000 };

/** The first goes at once; of many that are deleted together, the rest comes as one. */
const deleteWindow = { pauseMs: 1_000, maxAgeMs: 2_000 };

/** About; Cloudflare's own limit is not known. */
const maxBatchBytes = 1024 * 1024;

/**
 * Creates and deletes for all resources of one store by one credential: what is ready together goes out as one request. When
 * that is, is told at departsInMs; what becomes of it when it fails, at createSecrets and deleteSecrets.
 */
export class StoreWriter {
  readonly #creates: Batcher<string, NewSecret, Created>;
  readonly #deletes: Batcher<SecretId, SecretId, Deleted>;
  readonly #gathering: Record<Lane, number> = { Change: 0, Resync: 0 };

  constructor(store: StoreAccess, { clock, signal, maxBatchSize }: StoreWriterOptions) {
    const shared = { clock, limits: { entries: maxBatchSize, bytes: maxBatchBytes } };
    // Of resyncs there may be thousands, one after the other: a change does not wait for them.
    const isAwaited = (lane: Lane): boolean =>
      this.#gathering.Change > 0 || (lane === 'Resync' && this.#gathering.Resync > 0);
    this.#creates = new Batcher({
      ...shared,
      window: createWindow,
      isAwaited,
      keyOf: ({ name }) => name,
      bytesOf: ({ name, value, comment }) => value.sizeBytes + name.length + comment.length,
      send: async (secrets, lane) => {
        const onTooMany = (accepted: readonly NewSecret[]): void => this.#creates.limitTo(accepted);
        return createSecrets(store, secrets, { lane, signal, clock, onTooMany });
      },
    });
    this.#deletes = new Batcher({
      ...shared,
      window: deleteWindow,
      isAwaited,
      keyOf: (id) => id,
      bytesOf: (id) => id.length,
      send: async (ids, lane) => {
        const onTooMany = (accepted: readonly SecretId[]): void => this.#deletes.limitTo(accepted);
        return deleteSecrets(store, ids, { lane, signal, clock, onTooMany });
      },
    });
  }

  /** One outcome for each name; the names of one call must differ. */
  async create(secrets: readonly NewSecret[], lane: Lane): Promise<ReadonlyMap<string, Created>> {
    return this.#creates.add(secrets, lane);
  }

  /** One outcome for each id. */
  async delete(ids: readonly SecretId[], lane: Lane): Promise<ReadonlyMap<SecretId, Deleted>> {
    return this.#deletes.add(ids, lane);
  }

  /** Somebody begins to find out what to write: a batch waits for him a little, until the answer is called for the first time. */
  gather(lane: Lane): () => void {
    this.#gathering[lane] += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#gathering[lane] -= 1;
      this.#creates.consider();
      this.#deletes.consider();
    };
  }
}
