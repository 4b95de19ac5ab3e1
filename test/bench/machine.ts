import { cpus, loadavg, totalmem } from 'node:os';
import type { Stage } from './stage.ts';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly node: string;
  readonly kubernetes: string;
  readonly loadBefore: number;
}

/** What the figures depend on. */
export async function describeMachine({ client }: Pick<Stage, 'client'>): Promise<Machine> {
  const { body } = await client({ method: 'GET', path: '/version' });
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    kubernetes: String(body['gitVersion']),
    loadBefore: loadavg()[0] ?? 0,
  };
}
