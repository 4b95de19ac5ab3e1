import { emulatorOptions } from '../../src/cli/emulator-options.ts';
import type { LoggedCall } from '../../src/emulator/call-log.ts';
import { emulatorAdmin, type StoredSecret } from '../../test/support/emulator-admin.ts';

export type { StoredSecret } from '../../test/support/emulator-admin.ts';

/** What deploy/samples say, too. */
export const accountId = emulatorOptions.account.default;
export const storeName = 'default_secrets_store';

export type SeenCall = LoggedCall & { readonly isByHand: boolean };

export interface EmulatorUrls {
  readonly baseUrl: string;
  readonly adminUrl: string;
}

/** The emulated Cloudflare, as its admin endpoint shows it and as other tools than the operator use it. */
export interface Cloudflare {
  readonly urls: EmulatorUrls;
  /** With the values, which only the emulator can show. */
  readonly secrets: () => Promise<readonly StoredSecret[]>;
  /** All since the start, the oldest first. */
  readonly calls: () => Promise<readonly SeenCall[]>;
  /** As another tool does it, by the normal API. Resolves with what a person would type for it. */
  readonly createByHand: (secret: NewSecret) => Promise<string>;
  readonly changeByHand: (name: string, value: string) => Promise<string>;
}

interface NewSecret {
  readonly name: string;
  readonly value: string;
  readonly scopes: readonly string[];
  readonly comment: string;
}

export function openCloudflare(urls: EmulatorUrls): Cloudflare {
  const { baseUrl, adminUrl } = urls;
  const admin = emulatorAdmin(adminUrl);
  const byHand = new Set<number>();
  const callByHand = async (method: string, path: string, body: object): Promise<string> => {
    const { length } = await admin.calls();
    await send(method, `${baseUrl}${path}`, body);
    const calls = await admin.calls();
    byHand.add(calls.findIndex((call, index) => index >= length && call.method === method && call.path.endsWith(path)));
    return `curl -X ${method} "$API${shorten(path)}" -d '${JSON.stringify(body)}'`;
  };
  const secrets = async () => admin.secrets(accountId, storeName);
  const secretsPath = async (): Promise<string> => {
    const store = (await admin.stores(accountId)).find(({ name }) => name === storeName);
    return `/accounts/${accountId}/secrets_store/stores/${store?.id ?? ''}/secrets`;
  };
  return {
    urls,
    secrets,
    calls: async () => (await admin.calls()).map((call, index) => ({ ...call, isByHand: byHand.has(index) })),
    createByHand: async (secret) => callByHand('POST', await secretsPath(), [secret]),
    changeByHand: async (name, value) => {
      const secret = (await secrets()).find((one) => one.name === name);
      return callByHand('PATCH', `${await secretsPath()}/${secret?.id ?? ''}`, { value });
    },
  };
}

async function send(method: string, url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${emulatorOptions.token.default}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The emulator refused ${method} ${url}: ${await response.text()}`);
}

const shorten = (path: string): string => path.replaceAll(/([0-9a-f]{6})[0-9a-f]{26}/g, '$1…');
