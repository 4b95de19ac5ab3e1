import { type KubeObject, keyOf } from './kube-object.ts';
import type { Listing } from './list.ts';
import { isNewer } from './resource-version.ts';

/** What became of one object. `before` is what was held, `now` what is; never both undefined. */
export interface Change<T> {
  readonly key: string;
  readonly now: T | undefined;
  readonly before: T | undefined;
}

type MaybeChange<T> = Change<T> | undefined;

/** What a list has made of what was held. Nobody has been told of the difference yet: see `tellAll`. */
export interface Replaced<T> {
  readonly before: ReadonlyMap<string, T>;
  /** What is held, as it goes on changing. */
  readonly now: ReadonlyMap<string, T>;
  /** The version up to which the watch has told everything. */
  readonly seenBefore: string;
}

/**
 * The newest known state of each object of a collection. Three sources tell of it, each at its own pace: lists, the watch, and
 * the answers to our own writes. What is older than what is held is passed over, so that nobody reads a state from
 * before their own write.
 *
 * | told by  | of an object that is held                               | of one that is not                                   |
 * |----------|---------------------------------------------------------|------------------------------------------------------|
 * | write    | taken if newer                                          | taken, unless the watch is past it: it is gone since |
 * | watch    | taken if newer                                          | taken, unless our own write let it go since          |
 * | deletion | gone, unless what is held is its successor of that name | nothing                                              |
 * | list     | taken, unless written since the list began              | taken                                                |
 *
 * A list is taken even where its versions are smaller: after a restore of etcd they all are.
 */
export class ObjectCache<T extends KubeObject> {
  #objects = new Map<string, T>();
  /** The version up to which list and watch have told everything. */
  #seen = '';
  /** Keys that were written while the list that is under way is read; undefined while none is. */
  #writtenMeanwhile: Set<string> | undefined;
  /** Version of the write by which an object went away, until the watch has told the same. */
  readonly #letGo = new Map<string, string>();

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  /** Our write was answered by this object. */
  written(object: T): MaybeChange<T> {
    const key = keyOf(object);
    this.#writtenMeanwhile?.add(key);
    const known = this.#objects.get(key)?.metadata.resourceVersion ?? this.#seen;
    return isNewer(object.metadata.resourceVersion, known) ? this.#hold(key, object) : undefined;
  }

  /** Our write took away what kept this object: its last finalizer. */
  writtenAway(object: KubeObject): MaybeChange<T> {
    const key = keyOf(object);
    const held = this.#objects.get(key);
    if (held?.metadata.uid !== object.metadata.uid) return undefined;
    const { resourceVersion } = isNewer(object.metadata.resourceVersion, held.metadata.resourceVersion)
      ? object.metadata
      : held.metadata;
    this.#letGo.set(key, resourceVersion);
    return this.#drop(key);
  }

  /** The watch has shown this object. */
  shown(object: T): MaybeChange<T> {
    const key = keyOf(object);
    const { resourceVersion } = object.metadata;
    this.#seen = resourceVersion;
    const known = this.#objects.get(key)?.metadata.resourceVersion ?? this.#letGo.get(key) ?? '';
    return isNewer(resourceVersion, known) ? this.#hold(key, object) : undefined;
  }

  /** The watch has told of the deletion of this object. */
  deleted(object: KubeObject): MaybeChange<T> {
    const key = keyOf(object);
    const { uid, resourceVersion } = object.metadata;
    this.#seen = resourceVersion;
    this.#letGo.delete(key);
    const held = this.#objects.get(key)?.metadata;
    const isSuccessorHeld = held !== undefined && held.uid !== uid && isNewer(held.resourceVersion, resourceVersion);
    return isSuccessorHeld ? undefined : this.#drop(key);
  }

  /** The watch has told everything up to this version. */
  reached(resourceVersion: string): void {
    this.#seen = resourceVersion;
  }

  /** A list begins: what is written from here on may be newer than what it will show. */
  beginList(): void {
    this.#writtenMeanwhile = new Set();
  }

  /** The list has been read to its end. */
  replace({ objects, resourceVersion }: Listing<T>): Replaced<T> {
    const before = this.#objects;
    const seenBefore = this.#seen;
    const kept = [...(this.#writtenMeanwhile ?? [])]
      .map((key) => before.get(key))
      .filter((held) => held !== undefined)
      .filter((held) => isNewer(held.metadata.resourceVersion, resourceVersion));
    this.#objects = objects;
    for (const object of kept) this.#objects.set(keyOf(object), object);
    this.#seen = resourceVersion;
    this.#letGo.clear();
    this.#writtenMeanwhile = undefined;
    return { before, now: this.#objects, seenBefore };
  }

  #hold(key: string, now: T): Change<T> {
    const before = this.#objects.get(key);
    this.#objects.set(key, now);
    return { key, now, before };
  }

  #drop(key: string): MaybeChange<T> {
    const before = this.#objects.get(key);
    this.#objects.delete(key);
    return before && { key, now: undefined, before };
  }
}
