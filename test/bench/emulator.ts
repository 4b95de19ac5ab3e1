import { emulatorOptions } from '../../src/cli/emulator-options.ts';
import { emulatorAdmin } from '../support/emulator-admin.ts';
import { openClient, type Client } from './emulator-client.ts';
import { load, type Latency } from './emulator-load.ts';
import { startEmulatorProcess, type EmulatorProcess } from './emulator-process.ts';

/**
 * Shows that the emulator serves a thousand secrets, each answer within 20 ms, and that a hundred thousand calls leave its
 * memory as it was. Prints a table; the exit code is 1 if a target is missed, or if it takes longer than `deadlineMs`.
 */
const secretCount = 1000;
const perPage = 100;
const pageCount = secretCount / perPage;
const calls = 100_000;
/** Enough to fill the call log, and to make the engine compile and collect what it wants to. */
const warmUpCalls = 50_000;
const maxP99Ms = 20;
/** A leak of fifty bytes a call would be as much. */
const maxGrowthMiB = 5;
const deadlineMs = 300_000;

interface Row {
  readonly what: string;
  readonly figures: string;
  readonly target: string;
  readonly isMet: boolean;
}

interface Place {
  readonly call: Client;
  readonly secrets: string;
  readonly ids: readonly string[];
}

async function main(): Promise<readonly Row[]> {
  const emulator = await startEmulatorProcess([`--secrets-quota=${String(secretCount + 8)}`]);
  const client = openClient(emulator.baseUrl);
  const deadline = setTimeout(() => void emulator.stop(), deadlineMs);
  try {
    const place = await fill(emulator, client.call);
    const latencies = await measureLatency(place);
    return [...latencies, await measureMemory(emulator, place)];
  } finally {
    clearTimeout(deadline);
    client.close();
    await emulator.stop();
  }
}

/** A thousand secrets, created as clients do it, with a rate limit that this does not reach. */
async function fill({ adminUrl }: EmulatorProcess, call: Client): Promise<Place> {
  const admin = emulatorAdmin(adminUrl);
  const accountId = emulatorOptions.account.default;
  await admin.settings({ rateLimit: { requests: 10 * calls, windowSeconds: 3600 } });
  const [store] = await admin.stores(accountId);
  const secrets = `/accounts/${accountId}/secrets_store/stores/${store?.id ?? ''}/secrets`;
  for (let page = 0; page < pageCount; page += 1) {
    const names = Array.from({ length: perPage }, (_, index) => `SECRET_${String(page * perPage + index)}`);
    await call('POST', secrets, names.map(entryOf));
  }
  return { call, secrets, ids: (await admin.secrets(accountId, store?.id ?? '')).map(({ id }) => id) };
}

const entryOf = (name: string) => ({ name, value: `value of ${name}`, scopes: ['workers'], comment: 'bench' });

async function measureLatency({ call, secrets, ids }: Place): Promise<readonly Row[]> {
  const get = (index: number) => call('GET', `${secrets}/${ids[index % ids.length] ?? ''}`);
  const list = (index: number) =>
    call('GET', `${secrets}?per_page=${String(perPage)}&page=${String(1 + (index % 10))}`);
  const listAll = async () => {
    for (let page = 0; page < pageCount; page += 1) await list(page);
  };
  await load({ times: 2000, workers: 4 }, (index) => (index % 2 === 0 ? get(index) : list(index)));
  return [
    latencyRow('GET of one secret', await load({ times: 5000, workers: 1 }, get)),
    latencyRow('GET of one secret, 4 clients at once', await load({ times: 10_000, workers: 4 }, get)),
    latencyRow('a page of 100 of 1,000', await load({ times: 3000, workers: 1 }, list)),
    latencyRow('a page of 100 of 1,000, 4 clients at once', await load({ times: 6000, workers: 4 }, list)),
    latencyRow('the whole listing, 10 pages in turn', await load({ times: 500, workers: 1 }, listAll)),
  ];
}

const latencyRow = (what: string, { p50, p99, max }: Latency): Row => ({
  what,
  figures: `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, max ${max.toFixed(1)} ms`,
  target: `p99 below ${String(maxP99Ms)} ms`,
  isMet: p99 < maxP99Ms,
});

async function measureMemory(emulator: EmulatorProcess, place: Place): Promise<Row> {
  const mix = mixOf(place);
  await load({ times: warmUpCalls, workers: 4 }, mix);
  const before = await emulator.residentMiB();
  const startedMs = performance.now();
  await load({ times: calls, workers: 4 }, mix);
  const perSecond = calls / ((performance.now() - startedMs) / 1000);
  const after = await emulator.residentMiB();
  return {
    what: `memory (RSS) over ${calls.toLocaleString('en')} calls, ${perSecond.toFixed(0)} a second`,
    figures: `${before.toFixed(1)} MiB after warm-up, ${after.toFixed(1)} MiB at the end`,
    target: `at most ${String(maxGrowthMiB)} MiB more`,
    isMet: after - before <= maxGrowthMiB,
  };
}

/** Reads, changes, and secrets that come and go, so that whatever piles up has a reason to. */
const mixOf =
  ({ call, secrets, ids }: Place) =>
  async (index: number): Promise<void> => {
    const path = `${secrets}/${ids[index % ids.length] ?? ''}`;
    switch (index % 10) {
      case 0:
        await call('PATCH', path, { value: `value ${String(index)}` });
        break;
      case 1:
        await call('GET', `${secrets}?per_page=${String(perPage)}&page=1`);
        break;
      case 2:
        await call('DELETE', `${secrets}/${createdId(await call('POST', secrets, [entryOf(`NEW_${String(index)}`)]))}`);
        break;
      default:
        await call('GET', path);
    }
  };

const createdId = (answer: string): string =>
  (JSON.parse(answer) as { result: readonly { id: string }[] }).result[0]?.id ?? '';

const rows = await main();
const width = Math.max(...rows.map(({ what }) => what.length)) + 2;
for (const { what, figures, target, isMet } of rows)
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${what.padEnd(width)}${figures}  (${target})`);
process.exitCode = rows.every(({ isMet }) => isMet) ? 0 : 1;
