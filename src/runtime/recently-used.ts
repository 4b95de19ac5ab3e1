/** A bounded memory: of more keys than it holds, the one that was used longest ago is forgotten. */
export class RecentlyUsed<V> {
  readonly #most: number;
  readonly #onForgotten: (key: string) => void;
  readonly #byKey = new Map<string, V>();

  constructor(most: number, onForgotten: (key: string) => void = () => undefined) {
    this.#most = most;
    this.#onForgotten = onForgotten;
  }

  /** What is held for the key, made anew where nothing is. */
  of(key: string, create: () => V): V {
    const value = this.#byKey.get(key) ?? create();
    this.set(key, value);
    return value;
  }

  /** What is held for the key, which counts as a use. */
  get(key: string): V | undefined {
    const value = this.#byKey.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#byKey.delete(key);
    this.#byKey.set(key, value);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > this.#most && oldest !== undefined) {
      this.#byKey.delete(oldest);
      this.#onForgotten(oldest);
    }
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  delete(key: string): void {
    this.#byKey.delete(key);
  }

  values(): readonly V[] {
    return [...this.#byKey.values()];
  }
}
