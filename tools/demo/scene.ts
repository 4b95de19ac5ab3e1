import { isDeepStrictEqual } from 'node:util';
import { awaitThat } from './await-that.ts';
import { describeWrite, isWrite } from './calls.ts';
import type { Cloudflare, SeenCall } from './cloudflare.ts';
import { parseResource, type Secrets, showCalls, showStore } from './look.ts';
import type { Stage } from './stage.ts';
import { foreign, type Hands, type Seen, type Step } from './story.ts';
import type { Terminal } from './terminal.ts';
import { typed } from './typed.ts';

export interface Scene extends Stage {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** What the next step compares with. */
export interface Memory {
  readonly secrets: Secrets;
  /** Names by id, of all that were ever there. */
  readonly names: ReadonlyMap<string, string>;
  readonly callCount: number;
}

const stepTimeoutMs = 20_000;

const inSeconds = (fromMs: number, toMs: number): string => `${((toMs - fromMs) / 1000).toFixed(1)} s`;

export async function remember({ cloudflare }: Scene): Promise<Memory> {
  const secrets = byName(await cloudflare.secrets());
  return { secrets, names: namesOf(secrets), callCount: (await cloudflare.calls()).length };
}

/** Does what the step says, waits until it is seen, shows it, and counts the writes. Rejects when any of that fails. */
export async function play(step: Step, scene: Scene, before: Memory): Promise<Memory> {
  const { line, paint } = scene.terminal;
  for (const sentence of step.told) line(`   ${sentence}`);
  line();
  const startedAt = performance.now();
  await step.act(handsIn(scene));
  const typedAt = performance.now();
  const { secrets } = await seeIn(scene, step);
  const seenAt = performance.now();

  const calls = await scene.cloudflare.calls();
  const after = { secrets, names: new Map([...before.names, ...namesOf(secrets)]), callCount: calls.length };
  const since = calls.slice(before.callCount);
  await showOutcome(scene, { before, after, calls: since });
  assertWrites(step, since, after);
  assertForeign(before, after);
  const took = `Seen after ${inSeconds(startedAt, seenAt)}, ${inSeconds(startedAt, typedAt)} of it in the commands.`;
  line(`   ${paint('green', '✓')} ${step.conclusion} ${paint('dim', took)}`);
  return after;
}

async function seeIn(scene: Scene, { until, isSeen }: Step): Promise<Seen> {
  const task = scene.terminal.begin(`waiting until ${until}`);
  try {
    const askForIt = async (): Promise<Seen | false> => {
      const seen = await look(scene);
      return isSeen(seen) && seen;
    };
    return await awaitThat(askForIt, { until, timeoutMs: stepTimeoutMs, signal: scene.signal });
  } finally {
    task.end();
  }
}

async function look({ kubectl, cloudflare, emulator, operator }: Scene): Promise<Seen> {
  await Promise.all([emulator.assertRunning(), operator.assertRunning()]);
  const [{ stdout, stderr, exitCode }, secrets] = await Promise.all([
    kubectl(['get', 'sss', 'app-keys', '-n', 'shop', '--ignore-not-found', '-o', 'json']),
    cloudflare.secrets(),
  ]);
  if (exitCode !== 0) throw new Error(`kubectl get sss failed:\n${stderr.trimEnd()}`);
  return { resource: parseResource(stdout), secrets: byName(secrets) };
}

interface Outcome {
  readonly before: Memory;
  readonly after: Memory;
  readonly calls: readonly SeenCall[];
}

async function showOutcome(scene: Scene, { before, after, calls }: Outcome): Promise<void> {
  const { terminal } = scene;
  terminal.line();
  await showKubectl(scene, ['get', 'sss', '-n', 'shop']);
  terminal.line();
  showStore(terminal, { before: before.secrets, now: after.secrets });
  terminal.line();
  showCalls(terminal, calls, after.names);
  terminal.line();
}

function assertWrites({ writes }: Step, calls: readonly SeenCall[], { names }: Memory): void {
  const made = calls
    .filter((call) => isWrite(call) && !call.isByHand)
    .map((call) => describeWrite(call, (id) => names.get(id)));
  if (isDeepStrictEqual(made, writes)) return;
  const [wanted, found] = [writes, made].map((list) => list.join(', ') || 'none');
  throw new Error(`The writes to Cloudflare should have been: ${wanted}; they were: ${found}`);
}

function assertForeign(before: Memory, after: Memory): void {
  if (isDeepStrictEqual(before.secrets.get(foreign.name), after.secrets.get(foreign.name))) return;
  throw new Error(`${foreign.name}, which is not the operator's, is no longer as it was`);
}

function handsIn(scene: Scene): Hands {
  const { terminal, cloudflare } = scene;
  return {
    kubectl: async (...args) => showKubectl(scene, args),
    async changeAtCloudflare(name, value) {
      showCommand(terminal, await cloudflare.changeByHand(name, value));
      const changed = (await cloudflare.secrets()).find((secret) => secret.name === name);
      terminal.line(`   ${name} has the value "${changed?.value ?? ''}" now.`);
    },
    say: (text) => terminal.line(`   ${text}`),
  };
}

/** Shows the command and what it prints. Rejects when it fails. */
export async function showKubectl({ terminal, kubectl }: Scene, args: readonly string[]): Promise<void> {
  showCommand(terminal, typed(['kubectl', ...args]));
  const task = terminal.begin(`kubectl ${args[0] ?? ''}`);
  const { stdout, stderr, exitCode } = await kubectl(args).finally(task.end);
  const output = `${stdout}${stderr}`.trimEnd();
  for (const text of output.split('\n')) terminal.line(`   ${text}`);
  if (exitCode !== 0) throw new Error(`kubectl ${args[0] ?? ''} failed`);
}

const showCommand = ({ line, paint }: Terminal, command: string): void =>
  line(`   ${paint('dim', '$')} ${paint('cyan', command)}`);

const byName = (secrets: Awaited<ReturnType<Cloudflare['secrets']>>): Secrets =>
  new Map(secrets.map((secret) => [secret.name, secret]));

const namesOf = (secrets: Secrets): ReadonlyMap<string, string> =>
  new Map([...secrets.values()].map(({ id, name }) => [id, name]));
