import { onTestFinished } from 'vitest';
import { type CloudflareApi, createCloudflareApi, type CloudflareApiOptions } from '../../src/cloudflare/api.ts';
import type { CallOptions } from '../../src/cloudflare/call-options.ts';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { Credential } from '../../src/cloudflare/credential.ts';
import { accountId, storeId } from '../../src/core/ids.ts';
import { SecretValue } from '../../src/core/secret-value.ts';

export const account = accountId('0123456789abcdef0123456789abcdef');
export const address = { accountId: account, storeId: storeId('fedcba9876543210fedcba9876543210') };
export const tokenText = 'cfut_a-token-for-tests';
export const credential = Credential.apiToken(new SecretValue(tokenText));

/** Call options that nothing ends. */
export const change: CallOptions = { lane: 'Change', signal: new AbortController().signal };
export const resync: CallOptions = { ...change, lane: 'Resync' };

export interface EdgeOptions extends Partial<CloudflareApiOptions> {
  readonly baseUrl: string;
  readonly credential?: Credential;
}

/** A client as the operator makes it, but with retries that wait only a millisecond, and without the machine's proxy. */
export const connectTo = ({ credential: used = credential, ...options }: EdgeOptions): CloudflareClient =>
  connectAll(options).connect(used);

/** Likewise, for any number of credentials. */
export function connectAll(options: Omit<EdgeOptions, 'credential'>): CloudflareApi {
  const api = createCloudflareApi({
    userAgent: 'secrets-store-operator/0.0.0-test',
    retryDelayMs: 1,
    proxyEnvironment: {},
    ...options,
  });
  onTestFinished(api.close);
  return api;
}

/** Lets everything go on that waits for nothing but its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
