import Cloudflare, { type ClientOptions } from 'cloudflare';
import { startEmulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { emulatorAdmin, type EmulatorAdmin } from '../support/emulator-admin.ts';

export const accountId = '0123456789abcdef0123456789abcdef';
export const otherAccountId = 'fedcba9876543210fedcba9876543210';
/** An id of the right shape that nothing has. */
export const strangeId = 'ffffffffffffffffffffffffffffffff';
export const token = 'emulator-test-token';

/** 2026-01-02T03:04:05.000Z: where the tests' clock starts, and stands still. */
const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);

export type Answer = Readonly<{
  status: number;
  headers: Headers;
  text: string;
  /** Undefined where the answer is no JSON. */
  json: Envelope | undefined;
}>;

type Envelope = Readonly<{
  success: boolean;
  errors: readonly Readonly<{ code: number; message: string; error_chain?: unknown }>[];
  messages: readonly unknown[];
  result: unknown;
  result_info?: Readonly<Record<string, number>>;
}>;

export type CallOptions = Readonly<{
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  rawBody?: string | Uint8Array<ArrayBuffer>;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}>;

export type TestEmulator = Awaited<ReturnType<typeof startTestEmulator>>;

/** An emulator on its own port, with a clock that only the test moves, the official SDK, and HTTP by hand. */
export async function startTestEmulator(options: Partial<EmulatorOptions> = {}) {
  let nowMs = startMs;
  const emulator = await startEmulator({
    accounts: [{ id: accountId, tokens: [token] }],
    now: () => nowMs,
    ...options,
  });
  const admin: EmulatorAdmin = emulatorAdmin(emulator.adminUrl);
  const [store] = await admin.stores(accountId);
  if (store === undefined) throw new Error('The emulator has no store');
  return {
    ...emulator,
    admin,
    storeId: store.id,
    storesPath: `/accounts/${accountId}/secrets_store/stores`,
    secretsPath: `/accounts/${accountId}/secrets_store/stores/${store.id}/secrets`,
    advance: (milliseconds: number) => {
      nowMs += milliseconds;
    },
    call: (method: string, path: string, given?: CallOptions) => callApi(`${emulator.baseUrl}${path}`, method, given),
    sdk: (options: ClientOptions = {}) => sdkFor(emulator.baseUrl, options),
  };
}

/** Whatever the environment says, the SDK uses what it is given here. */
const sdkFor = (baseURL: string, options: ClientOptions): Cloudflare =>
  new Cloudflare({
    baseURL,
    maxRetries: 0,
    apiToken: token,
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    ...options,
  });

async function callApi(url: string, method: string, options: CallOptions = {}): Promise<Answer> {
  const { body, rawBody = body === undefined ? undefined : JSON.stringify(body), signal } = options;
  const response = await fetch(url, {
    method,
    headers: options.headers ?? { authorization: `Bearer ${token}` },
    ...(rawBody === undefined ? {} : { body: rawBody }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): Envelope | undefined {
  try {
    return JSON.parse(text) as Envelope;
  } catch {
    return undefined;
  }
}

/** The listed items' names, in order. */
export const names = ({ json }: Answer): readonly string[] => {
  const items = (json?.result ?? []) as readonly Readonly<{ name: string }>[];
  return items.map(({ name }) => name);
};

/** Status, code and message of a refusal, the three things that a client can tell errors apart by. */
export const refusal = ({ status, json }: Answer) => ({
  status,
  code: json?.errors[0]?.code,
  message: json?.errors[0]?.message,
});
