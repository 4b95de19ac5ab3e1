interface Entry {
  readonly group: string;
  readonly keys: string[];
}

/**
 * Keys waiting for their turn: first come, first served within a group, and the groups take turns, so that a thousand keys of
 * one group delay another group's key by one place.
 */
export class FairLane {
  readonly #byGroup = new Map<string, Entry>();
  readonly #turns: Entry[] = [];

  push(group: string, key: string): void {
    const entry = this.#byGroup.get(group);
    if (entry !== undefined) {
      entry.keys.push(key);
      return;
    }
    const fresh = { group, keys: [key] };
    this.#byGroup.set(group, fresh);
    this.#turns.push(fresh);
  }

  /** The key whose turn it is, taken out; undefined when nobody waits. */
  shift(): string | undefined {
    const entry = this.#turns.shift();
    if (entry === undefined) return undefined;
    const key = entry.keys.shift();
    if (entry.keys.length > 0) this.#turns.push(entry);
    else this.#byGroup.delete(entry.group);
    return key;
  }
}
