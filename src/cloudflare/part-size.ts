import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { isTooLarge } from './failure-reach.ts';

/**
 * How many items a part may have, as far as the answers to one sending show. A 413 says so at once; any other refusal only
 * when all of the refused part has gone through in smaller ones. Not when a single item is too large: that is its own trouble.
 */
export class PartSize<Item> {
  readonly #isDone: (item: Item) => boolean;
  #most = Infinity;
  #largest: readonly Item[] = [];
  #suspects: readonly (readonly Item[])[] = [];

  constructor(isDone: (item: Item) => boolean) {
    this.#isDone = isDone;
  }

  accepted(part: readonly Item[]): void {
    if (part.length > this.#largest.length) this.#largest = part;
    const [proven, open] = [this.#suspects.filter((suspect) => this.#isAllDone(suspect)), this.#suspects];
    this.#suspects = open.filter((suspect) => !proven.includes(suspect));
    for (const { length } of proven) this.#mustBeLessThan(length);
  }

  refused(part: readonly Item[], failure: CloudflareFailure): void {
    if (part.length === 1) this.#most = isTooLarge(failure) ? Infinity : this.#most;
    else if (isTooLarge(failure)) this.#mustBeLessThan(part.length);
    else if (failure.kind === 'Rejected') this.#suspects = [...this.#suspects, part];
  }

  /** The part, or as few as may be of which none is known to be too large. */
  divide(part: readonly Item[]): readonly (readonly Item[])[] {
    if (part.length <= this.#most) return [part];
    const count = Math.ceil(part.length / this.#most);
    return Array.from({ length: count }, (_, index) => part.slice(index * this.#most, (index + 1) * this.#most));
  }

  /** The largest part that went through, where larger ones were refused for their size. */
  get largestOfSome(): readonly Item[] | undefined {
    return this.#most === Infinity || this.#largest.length === 0 ? undefined : this.#largest;
  }

  /** What is cut in halves next is cut as this one was. */
  #mustBeLessThan(size: number): void {
    this.#most = Math.min(this.#most, Math.ceil(size / 2));
  }

  #isAllDone(part: readonly Item[]): boolean {
    return part.every((item) => this.#isDone(item));
  }
}
