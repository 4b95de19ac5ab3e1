import { join } from 'node:path';
import { userAgent } from '../../src/cli/version.ts';
import { nodeEnvironment, nodeFlags } from '../../tools/node-flags.ts';
import { followAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { monotonicMs } from './monotonic-ms.ts';
import { type Command, type Program, startProgram } from './program.ts';
import type { Stage } from './stage.ts';

export interface Operator extends Program {
  readonly spawnedMs: number;
  /** Resolves when it watches. */
  readonly untilWatching: () => Promise<void>;
}

const bundlePath = join(import.meta.dirname, '..', '..', 'dist', 'main.mjs');

interface OperatorOptions extends Partial<Pick<Command, 'channel'>> {
  /** Further flags of Node's. */
  readonly node?: readonly string[];
  /** Further flags of the operator's. */
  readonly flags?: readonly string[];
}

/** The bundle as `npm start` runs it, in a process of its own; it looks after every namespace. */
export function startOperator(
  { controlPlane, cloudflare, place, profilesPath }: Stage,
  { node = [], flags = [], channel = 'None' }: OperatorOptions = {},
): Operator {
  const spawnedMs = monotonicMs();
  const profiling = profilesPath === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profilesPath}`];
  const program = startProgram(
    {
      name: `operator-${Math.round(spawnedMs)}`,
      words: [
        ...nodeFlags,
        ...profiling,
        ...node,
        bundlePath,
        'run',
        `--kubeconfig=${controlPlane.kubeconfigPath}`,
        `--cloudflare-api-url=${cloudflare.baseUrl}`,
        '--cluster-name=bench',
        '--log-format=json',
        // Others on this machine may have taken the usual ones.
        '--metrics-port=0',
        '--health-port=0',
        ...flags,
      ],
      environment: nodeEnvironment,
      channel,
    },
    place,
  );
  return {
    ...program,
    spawnedMs,
    untilWatching: async () => {
      await eventually(async () => (await program.output()).includes('caches are filled'), {
        until: 'the operator has filled its caches',
        timeoutMs: 60_000,
        explain: program.output,
      });
    },
  };
}

/** The requests to the API server of any operator, from now on. */
export const followOperator = async ({ controlPlane }: Stage) => followAuditLog(controlPlane.auditLogPath, userAgent);
