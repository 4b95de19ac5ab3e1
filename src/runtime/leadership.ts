/** Of several processes that could do the same work, one does. */
export interface Leadership {
  /**
   * Resolves when this process is the one, and says whether another one was seen to be so before: then what is known may be
   * older than what that one did last. Stays pending where it never is.
   */
  readonly gained: Promise<'AtOnce' | 'AfterAnother'>;
  /** Aborted when it is the one no longer, though nobody has asked it to stop. */
  readonly lost: AbortSignal;
}

/** Where there are no others. */
export const soleLeadership = (): Leadership => ({
  gained: Promise.resolve('AtOnce'),
  lost: new AbortController().signal,
});
