/**
 * Keys waiting for their turn: first come, first served within a group, and the groups take turns, so that a thousand keys of
 * one group delay another group's key by one place.
 */
export class FairLane {
  /** Maps and sets keep the order in which things came: the first group has the next turn, and comes last after it. */
  readonly #groups = new Map<string, Set<string>>();

  /** A key that waits already keeps its place. */
  push(group: string, key: string): void {
    const keys = this.#groups.get(group);
    if (keys === undefined) this.#groups.set(group, new Set([key]));
    else keys.add(key);
  }

  /** The key waits here no longer, if it did. */
  remove(group: string, key: string): void {
    const keys = this.#groups.get(group);
    if (keys?.delete(key) && keys.size === 0) this.#groups.delete(group);
  }

  /** The key whose turn it is, taken out; undefined when nobody waits. */
  shift(): string | undefined {
    const [next] = this.#groups;
    if (next === undefined) return undefined;
    const [group, keys] = next;
    const [key = ''] = keys;
    this.#groups.delete(group);
    keys.delete(key);
    if (keys.size > 0) this.#groups.set(group, keys);
    return key;
  }
}
