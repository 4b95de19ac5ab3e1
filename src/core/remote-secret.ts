import type { SecretId } from './ids.ts';
import type { SecretValue } from './secret-value.ts';

/** A secret as Cloudflare shows it: everything but the value, which can never be read back. */
export interface RemoteSecret {
  readonly id: SecretId;
  readonly name: string;
  /** `pending` until Cloudflare has distributed it, then `active`; other words may come. `deleted` ones are never shown to us. */
  readonly status: string;
  /** Sorted, as Cloudflare returns them whatever was sent. */
  readonly scopes: readonly string[];
  /** "" where Cloudflare says null. */
  readonly comment: string;
  /** Moves on every write and on activation: the only hint that somebody else changed the value. RFC 3339. */
  readonly modified: string;
}

/** What a create sends. */
export interface NewSecret {
  readonly name: string;
  readonly value: SecretValue;
  readonly scopes: readonly string[];
  readonly comment: string;
}

/** What a patch sends: only what is present changes. A name can never be patched. */
export interface SecretPatch {
  readonly value?: SecretValue;
  readonly scopes?: readonly string[];
  readonly comment?: string;
}
