import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { awaitThat } from './await-that.ts';
import { type Cloudflare, type EmulatorUrls, openCloudflare } from './cloudflare.ts';
import { prepare, type Setting, startTimeoutMs } from './prepare.ts';
import { type Place, type Program, startProgram } from './program.ts';
import { foreign } from './story.ts';

interface StartedCloudflare {
  readonly cloudflare: Cloudflare;
  readonly emulator: Program;
}

/** The emulator, with a secret that another tool has put into the store before the operator comes. */
export async function startCloudflare(place: Place, setting: Setting): Promise<StartedCloudflare> {
  const { terminal, signal } = setting;
  await prepare(terminal, 'program (usually 1 s)', async () => {
    await buildBundle();
    return { result: undefined, said: 'program, built into dist/main.mjs' };
  });
  const started = await prepare(terminal, 'emulator (usually 1 s)', async () => {
    const emulator = startProgram(['emulator', '--port=0'], place);
    const urls = await readUrls(emulator, signal);
    return {
      result: { emulator, cloudflare: openCloudflare(urls) },
      said: `emulator of Cloudflare's Secrets Store, at ${urls.baseUrl}`,
    };
  });
  await prepare(terminal, `${foreign.name} (usually 1 s)`, async () => {
    const { cloudflare } = started;
    await cloudflare.createByHand(foreign);
    const isActive = async (): Promise<boolean> =>
      (await cloudflare.secrets()).every(({ status }) => status === 'active');
    await awaitThat(isActive, { until: `${foreign.name} is active`, timeoutMs: startTimeoutMs, signal });
    return { result: undefined, said: `${foreign.name}, put into the store by another tool: it must stay as it is` };
  });
  return started;
}

async function readUrls(emulator: Program, signal: AbortSignal): Promise<EmulatorUrls> {
  const firstLine = await awaitThat(
    async () => {
      await emulator.assertRunning();
      return (await emulator.output()).split('\n').slice(0, -1)[0];
    },
    { until: 'the emulator says where it listens', timeoutMs: startTimeoutMs, signal },
  );
  return JSON.parse(firstLine) as EmulatorUrls;
}

async function buildBundle(): Promise<void> {
  const build = spawn(process.execPath, [join('tools', 'build.ts')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [problems, [exitCode]] = await Promise.all([text(build.stderr), once(build, 'close')]);
  if (exitCode !== 0) throw new Error(`Cannot build dist/main.mjs:\n${problems.trimEnd()}`);
}
