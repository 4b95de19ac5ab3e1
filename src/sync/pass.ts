import type { CallOptions } from '../cloudflare/call-options.ts';

/** One turn of a key: how urgent it is, and what ends it. */
export interface Pass extends CallOptions {
  /** Gives the worker to the next key: from here on this pass only waits for others. */
  readonly release: () => void;
  /** Aborted when the key is to be looked at again at once. */
  readonly superseded: AbortSignal;
}
