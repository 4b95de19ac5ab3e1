import { fileURLToPath } from 'node:url';
import type { LoggedCall } from '../../src/emulator/call-log.ts';
import { countBy } from '../support/audit-log.ts';
import { emulatorAdmin, type EmulatorAdmin } from '../support/emulator-admin.ts';
import type { Asked, Question, TimedCall, Told } from './cloudflare-process.ts';
import { type Place, startProgram } from './program.ts';

const processPath = fileURLToPath(new URL('./cloudflare-process.ts', import.meta.url));

export interface Account {
  readonly id: string;
  readonly token: string;
}

/** One for each site, so that none meets the secrets, the quota or the rate limit of another. */
export const accounts: readonly Account[] = Array.from({ length: 40 }, (_, index) => ({
  id: (index + 1).toString(16).padStart(32, '0'),
  token: `token-${index + 1}`,
}));

/** For an answer, and for a call that is waited for. */
const patienceMs = 60_000;

const placesForSecrets = 100_000;

/** More than anything here takes: what is measured is how few calls are made, and not how long one waits for a window. */
export const usualRateLimit = { requests: 1_000_000, windowSeconds: 300 };

export interface Cloudflare {
  readonly baseUrl: string;
  readonly admin: EmulatorAdmin;
  /** All calls since `forget`. */
  readonly timedCalls: () => Promise<readonly TimedCall[]>;
  /** The first call that comes from now on with this method and with `part` in its URL. */
  readonly nextCall: (method: string, part: string) => Promise<TimedCall>;
  /** Likewise since `forget`, as the emulator names and counts them. */
  readonly loggedCalls: () => Promise<readonly LoggedCall[]>;
  /** `{ 'secrets.create': 1 }`. */
  readonly countCalls: () => Promise<Readonly<Record<string, number>>>;
  readonly forget: () => Promise<void>;
}

export async function startCloudflare(place: Place): Promise<Cloudflare> {
  const options = accounts.map(({ id, token }) => ({ id, tokens: [token], secretsQuota: placesForSecrets }));
  const { child } = startProgram(
    { name: 'cloudflare', words: [processPath, JSON.stringify(options)], channel: 'Messages' },
    place,
  );
  const listening = Promise.withResolvers<Extract<Told, { kind: 'Listening' }>>();
  const asked = new Map<number, (calls: readonly TimedCall[]) => void>();
  child.on('message', (told: Told) => {
    if (told.kind === 'Listening') listening.resolve(told);
    else asked.get(told.id)?.(told.calls);
  });
  child.on('exit', () => listening.reject(new Error('The emulator ended as it started')));
  let lastId = 0;
  const ask = async (question: Question): Promise<readonly TimedCall[]> => {
    const id = (lastId += 1);
    const answer = Promise.withResolvers<readonly TimedCall[]>();
    asked.set(id, answer.resolve);
    const patience = setTimeout(() => answer.reject(new Error(`No ${question.kind} of the emulator came`)), patienceMs);
    child.send({ id, question } satisfies Asked, (error) => error && answer.reject(error));
    return answer.promise.finally(() => {
      clearTimeout(patience);
      asked.delete(id);
    });
  };
  const { baseUrl, adminUrl } = await listening.promise;
  const admin = emulatorAdmin(adminUrl);
  await admin.settings({ rateLimit: usualRateLimit });
  return {
    baseUrl,
    admin,
    timedCalls: async () => ask({ kind: 'Calls' }),
    nextCall: async (method, part) => first(await ask({ kind: 'Next', method, part })),
    loggedCalls: admin.calls,
    countCalls: async () => countBy(await admin.calls(), ({ operation }) => operation),
    forget: async () => void (await Promise.all([ask({ kind: 'Forget' }), admin.clearCalls()])),
  };
}

function first([call]: readonly TimedCall[]): TimedCall {
  if (call === undefined) throw new Error('The emulator told of no call');
  return call;
}
