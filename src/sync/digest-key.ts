import { randomBytes } from 'node:crypto';
import { type Result, success } from '../core/result.ts';
import type { SecretBytes } from '../core/secret-bytes.ts';
import type { KubeConnection } from '../kube/connection.ts';
import type { KubeFailure } from '../kube/failure.ts';
import { readOrCreateKeySecret } from '../kube/key-secret.ts';

/** The Secret in the operator's namespace, and the key in it. */
export const digestKeySecret = { name: 'secrets-store-operator-digest-key', key: 'key' } as const;

const keyBytes = 32;

/**
 * The random key of the digests in status, kept in a Secret of the operator's namespace and read when it is first needed.
 * Who deletes that Secret has every value pushed once more, after the operator's next start.
 */
export class DigestKey {
  readonly #kube: KubeConnection;
  readonly #namespace: string;
  #read: Promise<Result<SecretBytes, KubeFailure>> | undefined;

  constructor(kube: KubeConnection, namespace: string) {
    this.#kube = kube;
    this.#namespace = namespace;
  }

  async get(signal: AbortSignal): Promise<Result<Uint8Array, KubeFailure>> {
    this.#read ??= readOrCreateKeySecret(
      this.#kube,
      { namespace: this.#namespace, ...digestKeySecret, make: () => randomBytes(keyBytes) },
      { signal },
    );
    const read = await this.#read;
    if (!read.ok) this.#read = undefined;
    return read.ok ? success(read.value.copyForKey()) : read;
  }
}
