import type { CallOptions } from '../cloudflare/call-options.ts';

/** One turn of a key: how urgent it is, and what ends it. */
export type Pass = CallOptions;
