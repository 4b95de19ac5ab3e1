import type { Config } from '../config.ts';
import { startEmulator } from '../emulator/emulator.ts';
import { defaultSettings, worstCaseSettings } from '../emulator/settings.ts';
import { OwnError } from '../runtime/own-error.ts';
import { cannotListen } from './cannot-listen.ts';
import type { emulatorOptions } from './emulator-options.ts';

/** Serves the emulator until `signal` is aborted. Its first line on stdout is JSON with `baseUrl` and `adminUrl`. */
export async function emulate(config: Config<typeof emulatorOptions>, signal: AbortSignal): Promise<void> {
  const { host, port, account, token, email, key, behaviour, activationDelayMs, secretsQuota } = config;
  if ((email === undefined) !== (key === undefined))
    throw new OwnError('--email and --key belong together: give both or neither');
  const emulator = await startEmulator({
    host,
    port,
    ...(behaviour === 'worst-case' ? worstCaseSettings : defaultSettings),
    activationDelayMs,
    accounts: [
      {
        id: account,
        tokens: [token],
        secretsQuota,
        ...(email !== undefined && { email }),
        ...(key !== undefined && { globalKey: key }),
      },
    ],
  }).catch((error: unknown) => {
    throw cannotListen(error, { place: `${host}:${port}`, flag: 'port' });
  });
  process.stdout.write(`${JSON.stringify({ baseUrl: emulator.baseUrl, adminUrl: emulator.adminUrl })}\n`);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await emulator.close();
}
