import type { Backoff } from '../runtime/backoff.ts';
import { type Clock, systemClock } from '../runtime/clock.ts';
import type { Collection } from './collection.ts';
import type { KubeFailure } from './failure.ts';
import type { KubeObject } from './kube-object.ts';

/** `onChange` threw, which it never should: the change is in the cache all the same, and here is the bug. */
export interface ListenerThrew {
  readonly kind: 'ListenerThrew';
  readonly detail: string;
  readonly error: unknown;
}

export interface ReflectorOptions<T extends KubeObject> extends Collection {
  /** What is kept of each object. Must keep name, namespace, uid and resourceVersion, and must not throw. */
  readonly transform: (object: KubeObject) => T;
  /** Called once the cache holds the new state; the first list calls it for each object. Should only enqueue. */
  readonly onChange: (key: string, now: T | undefined, before: T | undefined) => void;
  /** Something went wrong, and is tried again without anybody's help: for the log and a counter. Must not throw. */
  readonly onError: (problem: KubeFailure | ListenerThrew) => void;
  /** 250 unless given: to parse 500 of our resources takes 30 ms, in which nothing else goes on. */
  readonly pageSize?: number;
  /** A watch is asked to last from this long to twice as long: 300 s unless given. */
  readonly watchSeconds?: number;
  /** How much longer than asked for a watch may last before it is cut: 5 s unless given. */
  readonly watchGraceMs?: number;
  /** Everything is listed again after this long to three times as long, when a watch ends: 10 min unless given. */
  readonly relistMs?: number;
  /** 0.8 s to 30 s unless given. */
  readonly backoff?: Backoff;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** How often what has happened, since the start. */
export interface ReflectorCounts {
  readonly lists: number;
  readonly watches: number;
  readonly events: number;
  readonly errors: number;
  /** Changes that a list has found and of which the watch should have told: above 0, watches are not to be trusted. */
  readonly missed: number;
}

export const reflectorDefaults = {
  pageSize: 250,
  watchSeconds: 300,
  watchGraceMs: 5_000,
  relistMs: 600_000,
  backoff: { baseMs: 800, maxMs: 30_000 },
  clock: systemClock,
  random: Math.random,
};

/** client-go takes a watch that ends sooner and without an event for a failure, lest a broken proxy makes it spin. */
export const veryShortMs = 1_000;
