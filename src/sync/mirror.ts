import type { KubeConnection } from '../kube/connection.ts';
import { type KubeObject } from '../kube/kube-object.ts';
import { Reflector } from '../kube/reflector.ts';
import type { ReflectorOptions } from '../kube/reflector-options.ts';
import { systemClock } from '../runtime/clock.ts';
import type { Cache } from './caches.ts';

/** How one of its reflectors fares. */
export type Watch = Pick<Reflector<KubeObject>, 'contact' | 'longestWatchMs' | 'counts'>;

interface MirrorOptions<T extends KubeObject> {
  /** One for each namespace; the key is the namespace, or "" for all. */
  readonly reflectors: ReadonlyMap<string, ReflectorOptions<T>>;
  /** Namespaces that nobody waits for while the API server forbids us to read them. */
  readonly dispensable: readonly string[];
}

/** All objects of one kind that we look after: of the whole cluster, or of some namespaces, each of which is watched for itself. */
export class Mirror<T extends KubeObject> implements Cache<T> {
  readonly #reflectors: ReadonlyMap<string, Reflector<T>>;
  readonly #dispensable: readonly string[];
  #begunAtMs: number | undefined;

  constructor(connection: KubeConnection, { reflectors, dispensable }: MirrorOptions<T>) {
    this.#reflectors = new Map([...reflectors].map(([namespace, one]) => [namespace, new Reflector(connection, one)]));
    this.#dispensable = dispensable;
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

  /** The dispensable namespaces of which it does not know how things stand there: never listed, or forbidden now. */
  get unreadable(): readonly string[] {
    return this.#dispensable.filter((namespace) => {
      const reflector = this.#reflectors.get(namespace);
      return reflector && (!reflector.isSynced || reflector.contact.isForbidden);
    });
  }

  /** Whether it has listed once all that it may: a dispensable namespace that is forbidden keeps nobody waiting. */
  get isListed(): boolean {
    return [...this.#reflectors].every(
      ([namespace, { isSynced, contact }]) =>
        isSynced || (contact.isForbidden && this.#dispensable.includes(namespace)),
    );
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

  /** Begins, and goes on until the signal is aborted. Resolves when it holds all that it may. Call it once. */
  async start(signal: AbortSignal): Promise<unknown> {
    this.#begunAtMs = systemClock.nowMs();
    for (const reflector of this.#reflectors.values()) void reflector.run(signal);
    return this.#each(async ({ synced }) => synced);
  }

  /** Resolves when it holds what it may of what there is now, whatever the watches have told. Stays pending where it does not run. */
  async refresh(): Promise<unknown> {
    return this.#each(async (reflector) => reflector.refresh());
  }

  async #each(read: (reflector: Reflector<T>) => Promise<unknown>): Promise<unknown> {
    const all = [...this.#reflectors].map(async ([namespace, reflector]) =>
      this.#dispensable.includes(namespace)
        ? Promise.race([read(reflector), reflector.contact.forbidden])
        : read(reflector),
    );
    return Promise.all(all);
  }

  #of(key: string): Reflector<T> | undefined {
    return this.#reflectors.get('') ?? this.#reflectors.get(key.slice(0, key.indexOf('/')));
  }
}
