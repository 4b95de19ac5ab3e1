/** When each change was seen that is still on its way to Cloudflare. */
export class ChangeTimes {
  readonly #seenAt = new Map<string, number>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** How many are on their way. */
  get size(): number {
    return this.#seenAt.size;
  }

  /** Of several changes of one resource, the first counts: until all are there, it is not. */
  seen(resource: string): void {
    if (!this.#seenAt.has(resource)) this.#seenAt.set(resource, this.#nowMs());
  }

  /** It is there, or needs not go: answers how long it took, in milliseconds; undefined where none was on its way. */
  over(resource: string): number | undefined {
    const seenAt = this.#seenAt.get(resource);
    this.#seenAt.delete(resource);
    return seenAt === undefined ? undefined : this.#nowMs() - seenAt;
  }
}
