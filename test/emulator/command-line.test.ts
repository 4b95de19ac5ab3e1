import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defaultSettings, worstCaseSettings, type Settings } from '../../src/emulator/settings.ts';

const root = join(import.meta.dirname, '..', '..');

/** The emulator as a process of its own, and what its first line says. */
async function startProcess(...flags: readonly string[]): Promise<Readonly<{ baseUrl: string; adminUrl: string }>> {
  const child = spawn(process.execPath, ['src/main.ts', 'emulator', '--port=0', ...flags], {
    cwd: root,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return JSON.parse(line) as Readonly<{ baseUrl: string; adminUrl: string }>;
}

const settingsAt = async (adminUrl: string) => (await (await fetch(`${adminUrl}/settings`)).json()) as Settings;

describe('the emulator on the command line', () => {
  test('says in its first line where it is, and serves the account and token that its options name', async () => {
    const account = 'abcdefabcdefabcdefabcdefabcdefab';
    const { baseUrl, adminUrl } = await startProcess(`--account=${account}`, '--token=mine', '--secrets-quota=7');
    const response = await fetch(`${baseUrl}/accounts/${account}/secrets_store/quota`, {
      headers: { authorization: 'Bearer mine' },
    });
    expect(await response.json()).toMatchObject({ result: { secrets: { quota: 7, usage: 0 } } });
    expect(await settingsAt(adminUrl)).toEqual(defaultSettings);
  });

  test('behaves as badly as it can if told so', async () => {
    const { adminUrl } = await startProcess('--behaviour=worst-case', '--activation-delay-ms=20');
    expect(await settingsAt(adminUrl)).toEqual({ ...worstCaseSettings, activationDelayMs: 20 });
  });
});
