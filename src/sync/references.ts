/** Who refers to what, both ways, so that a change wakes exactly those that it concerns. */
export class References {
  readonly #targets = new Map<string, readonly string[]>();
  readonly #referrers = new Map<string, Set<string>>();

  /** Replaces what the referrer refers to; nothing when it is gone. */
  set(referrer: string, targets: readonly string[]): void {
    for (const target of this.#targets.get(referrer) ?? []) this.#drop(target, referrer);
    if (targets.length === 0) this.#targets.delete(referrer);
    else this.#targets.set(referrer, targets);
    for (const target of targets) this.#add(target, referrer);
  }

  targetsOf(referrer: string): readonly string[] {
    return this.#targets.get(referrer) ?? [];
  }

  referrersOf(target: string): readonly string[] {
    return [...(this.#referrers.get(target) ?? [])];
  }

  #add(target: string, referrer: string): void {
    const referrers = this.#referrers.get(target) ?? new Set();
    this.#referrers.set(target, referrers.add(referrer));
  }

  #drop(target: string, referrer: string): void {
    const referrers = this.#referrers.get(target);
    referrers?.delete(referrer);
    if (referrers?.size === 0) this.#referrers.delete(target);
  }
}
