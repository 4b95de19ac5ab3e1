import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultAction } from '../../../src/emulator/faults.ts';
import type { Stage } from '../stage.ts';
import type { Chance } from './chance.ts';

const answers: readonly [FaultAction, ...FaultAction[]] = [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 502, html: '<html>Bad gateway</html>' },
  { kind: 'status', status: 200, text: '{"success": tr' },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'hang', when: 'after' },
  { kind: 'delay', ms: 2_000 },
  { kind: 'rateLimited', retryAfterSeconds: 3 },
  { kind: 'truncate' },
  { kind: 'giant', bytes: 20_000_000 },
];

const operations = ['*', 'secrets.create', 'secrets.edit', 'secrets.list', 'secrets.bulkDelete'] as const;

/** Each once: what only they take of memory, and keep, is not to be taken for a leak when it comes late. */
export async function strikeOnceEach({ cloudflare: { admin }, controlPlane }: Stage): Promise<void> {
  for (const action of answers) {
    await admin.inject({ operation: '*', action });
    await sleep(3_000);
    await admin.clearFaults();
    await sleep(2_000);
  }
  await controlPlane.restartApiServer();
}

/** Something goes wrong for some seconds, on either side. Answers what it was. */
export async function strike({ cloudflare, controlPlane }: Stage, chance: Chance): Promise<string> {
  const where = chance.next();
  const lastsMs = 1_000 + chance.next() * 7_000;
  if (where < 0.05) {
    await controlPlane.restartApiServer();
    return 'the API server is restarted';
  }
  if (where < 0.1) {
    await controlPlane.compactEtcd();
    return 'etcd is compacted';
  }
  if (where < 0.2) {
    controlPlane.pause();
    await sleep(lastsMs);
    controlPlane.resume();
    return 'the API server is frozen';
  }
  const action = chance.oneOf(answers);
  const operation = chance.oneOf(operations);
  const share = chance.oneOf([0.1, 0.3, 1]);
  await cloudflare.admin.inject({ operation, share, action });
  await sleep(lastsMs);
  await cloudflare.admin.clearFaults();
  return `${action.kind} for ${share * 100} % of ${operation}`;
}
