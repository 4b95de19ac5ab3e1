import type { KubeConnection } from '../kube/connection.ts';
import { type KubeObject } from '../kube/kube-object.ts';
import { Reflector } from '../kube/reflector.ts';
import type { ReflectorOptions } from '../kube/reflector-options.ts';
import { systemClock } from '../runtime/clock.ts';
import type { Cache } from './caches.ts';

/** How one of its reflectors fares. */
export type Watch = Pick<Reflector<KubeObject>, 'lastContactMs' | 'longestWatchMs' | 'counts'>;

/** All objects of one kind that we look after: of the whole cluster, or of some namespaces, each of which is watched for itself. */
export class Mirror<T extends KubeObject> implements Cache<T> {
  readonly #reflectors: ReadonlyMap<string, Reflector<T>>;
  #begunAtMs: number | undefined;

  /** One `options` for each namespace; the key is the namespace, or "" for all. */
  constructor(connection: KubeConnection, options: ReadonlyMap<string, ReflectorOptions<T>>) {
    this.#reflectors = new Map([...options].map(([namespace, one]) => [namespace, new Reflector(connection, one)]));
  }

  get hasBegun(): boolean {
    return this.#begunAtMs !== undefined;
  }

  /** Since it began, in milliseconds. */
  get waitedMs(): number {
    return this.#begunAtMs === undefined ? 0 : systemClock.nowMs() - this.#begunAtMs;
  }

  get watches(): readonly Watch[] {
    return [...this.#reflectors.values()];
  }

  get isSynced(): boolean {
    return [...this.#reflectors.values()].every(({ isSynced }) => isSynced);
  }

  get(key: string): T | undefined {
    return this.#of(key)?.get(key);
  }

  *values(): Iterable<T> {
    for (const reflector of this.#reflectors.values()) yield* reflector.values();
  }

  put(object: KubeObject): void {
    this.#of(`${object.metadata.namespace ?? ''}/`)?.put(object);
  }

  /** Begins, and goes on until the signal is aborted. Resolves when it holds all that there is. Call it once. */
  async start(signal: AbortSignal): Promise<unknown> {
    this.#begunAtMs = systemClock.nowMs();
    for (const reflector of this.#reflectors.values()) void reflector.run(signal);
    return Promise.all([...this.#reflectors.values()].map(({ synced }) => synced));
  }

  /** Resolves when it holds what there is now, whatever the watches have told. Stays pending where it does not run. */
  async refresh(): Promise<unknown> {
    return Promise.all([...this.#reflectors.values()].map(async (reflector) => reflector.refresh()));
  }

  #of(key: string): Reflector<T> | undefined {
    return this.#reflectors.get('') ?? this.#reflectors.get(key.slice(0, key.indexOf('/')));
  }
}
