import { type Result, failed, success } from '../core/result.ts';
import { backoffMs } from '../runtime/backoff.ts';
import { sleep } from '../runtime/sleep.ts';
import type { KubeConnection } from './connection.ts';
import { Contact } from './contact.ts';
import { aborted, type KubeFailure, unavailable } from './failure.ts';
import type { KubeObject } from './kube-object.ts';
import { list } from './list.ts';
import { type Change, ObjectCache } from './object-cache.ts';
import {
  type ListenerThrew,
  type ReflectorCounts,
  type ReflectorOptions,
  reflectorDefaults,
  veryShortMs,
} from './reflector-options.ts';
import { tellAll } from './tell-all.ts';
import { type WatchEvent, watch } from './watch-stream.ts';

/**
 * A collection of the cluster, mirrored: lists it, watches it, and goes on doing so whatever fails, until its signal is
 * aborted. Reading the mirror costs no call.
 */
export class Reflector<T extends KubeObject> {
  readonly #connection: KubeConnection;
  readonly #options: ReflectorOptions<T> & typeof reflectorDefaults;
  readonly contact: Contact;
  readonly #cache = new ObjectCache<T>();
  readonly #firstList = Promise.withResolvers<undefined>();
  readonly #counts = { lists: 0, watches: 0, events: 0, errors: 0, missed: 0 };
  #isSynced = false;
  /** Where the next watch goes on from; undefined when only a list can tell. */
  #resourceVersion: string | undefined;
  #relistDueMs = 0;
  /** In a row; a watch that has lasted begins a new row. */
  #failures = 0;
  #interruption = new AbortController();
  #refreshed: PromiseWithResolvers<undefined> | undefined;

  constructor(connection: KubeConnection, options: ReflectorOptions<T>) {
    this.#connection = connection;
    this.#options = { ...reflectorDefaults, ...options };
    this.contact = new Contact(this.#options.clock);
  }

  /** Resolves when the first list is in the cache and told; never rejects, and stays pending if `run` ends before. */
  get synced(): Promise<undefined> {
    return this.#firstList.promise;
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** How long one watch may last before it is cut. */
  get longestWatchMs(): number {
    const { watchGraceMs, watchSeconds } = this.#options;
    return 2 * watchSeconds * 1000 + watchGraceMs;
  }

  get counts(): ReflectorCounts {
    return { ...this.#counts };
  }

  get size(): number {
    return this.#cache.size;
  }

  /** By `namespace/name`, or by the name of a cluster-scoped object. */
  get(key: string): T | undefined {
    return this.#cache.get(key);
  }

  values(): IterableIterator<T> {
    return this.#cache.values();
  }

  /**
   * Takes in what the API server has answered to our own write, so that the cache is not behind it until the watch tells. Calls `onChange`
   * like the watch, which will not tell again of what somebody else has changed in it.
   */
  put(object: KubeObject): void {
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    const isGone = deletionTimestamp !== undefined && finalizers.length === 0;
    this.#tell(isGone ? this.#cache.writtenAway(object) : this.#cache.written(this.#options.transform(object)));
  }

  /** Lists everything anew, whatever the watch has told. Resolves when that is told; stays pending if `run` ends. */
  async refresh(): Promise<undefined> {
    this.#refreshed ??= Promise.withResolvers();
    this.#interruption.abort();
    return this.#refreshed.promise;
  }

  /** Resolves when the signal is aborted; never rejects. Call it once. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#interruption = new AbortController();
      const either = AbortSignal.any([signal, this.#interruption.signal]);
      const turn = await this.#takeTurn(either);
      if (either.aborted) continue;
      if (turn.ok) this.#failures = 0;
      else await this.#recover(turn.failure, either);
    }
  }

  async #takeTurn(signal: AbortSignal): Promise<Result<undefined, KubeFailure>> {
    const isRelistDue = this.#options.clock.nowMs() >= this.#relistDueMs;
    if (this.#resourceVersion === undefined || isRelistDue || this.#refreshed) {
      const listed = await this.#list(signal);
      if (!listed.ok) return listed;
    }
    return this.#watch(this.#resourceVersion ?? '', signal);
  }

  /** The first Gone in a row is mended by a list at once; everything else waits, and a second Gone too. */
  async #recover(failure: KubeFailure, signal: AbortSignal): Promise<void> {
    const { backoff, clock, random } = this.#options;
    this.#failures += 1;
    this.contact.failed(failure);
    this.#report(failure);
    if (failure.kind === 'Gone') this.#resourceVersion = undefined;
    if (failure.kind === 'Gone' && this.#failures === 1) return;
    const askedMs = 'retryAfterMs' in failure ? (failure.retryAfterMs ?? 0) : 0;
    await sleep(Math.max(askedMs, backoffMs(backoff, this.#failures, random)), signal, clock);
  }

  async #list(signal: AbortSignal): Promise<Result<undefined, KubeFailure>> {
    const { clock, pageSize, random, relistMs, transform } = this.#options;
    this.#counts.lists += 1;
    this.#cache.beginList();
    const listing = await list(this.#connection, this.#options, { signal, pageSize, transform });
    if (!listing.ok) return listing;
    // Asked for while this one was under way: another one tells what is there now.
    if (signal.aborted) return failed(aborted);
    this.contact.allowed();
    this.#relistDueMs = clock.nowMs() + relistMs * (1 + 2 * random());
    this.#resourceVersion = listing.value.resourceVersion;
    // Who asks from here on asks for another one.
    const refreshed = this.#refreshed;
    this.#refreshed = undefined;
    const { missed } = await tellAll(this.#cache.replace(listing.value), (change) => this.#tell(change));
    this.#counts.missed += missed;
    this.#isSynced = true;
    this.#firstList.resolve(undefined);
    refreshed?.resolve(undefined);
    return success(undefined);
  }

  async #watch(resourceVersion: string, signal: AbortSignal): Promise<Result<undefined, KubeFailure>> {
    const { backoff, clock, random, watchGraceMs, watchSeconds } = this.#options;
    const beganMs = clock.nowMs();
    const eventsBefore = this.#counts.events;
    this.#counts.watches += 1;
    const ended = await watch(this.#connection, this.#options, {
      signal,
      resourceVersion,
      seconds: Math.round(watchSeconds * (1 + random())),
      graceMs: watchGraceMs,
      onEvent: (event) => this.#take(event),
      onContact: () => this.contact.heard(),
      onOpen: () => this.contact.allowed(),
    });
    const lastedMs = clock.nowMs() - beganMs;
    if (lastedMs > backoff.maxMs) this.#failures = 0;
    const isVeryShort = lastedMs < veryShortMs && this.#counts.events === eventsBefore;
    return ended.ok && isVeryShort ? failed(unavailable('the watch ended at once')) : ended;
  }

  #take(event: WatchEvent): void {
    this.#counts.events += 1;
    this.#resourceVersion = event.resourceVersion;
    switch (event.kind) {
      case 'Bookmark':
        return this.#cache.reached(event.resourceVersion);
      case 'Changed':
        return this.#tell(this.#cache.shown(this.#options.transform(event.object)));
      case 'Deleted':
        return this.#tell(this.#cache.deleted(event.object));
    }
  }

  #tell(change: Change<T> | undefined): void {
    if (change === undefined) return;
    try {
      this.#options.onChange(change.key, change.now, change.before);
    } catch (error) {
      this.#report({ kind: 'ListenerThrew', detail: `onChange threw for ${change.key}`, error });
    }
  }

  #report(problem: KubeFailure | ListenerThrew): void {
    this.#counts.errors += 1;
    this.#options.onError(problem);
  }
}
