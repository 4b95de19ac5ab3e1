import { choice, matching, number, type Option, text } from '../config.ts';

/** Every option of the emulator. It stands for a Cloudflare account of one's own, so nothing in it is a secret. */
export const emulatorOptions = {
  host: {
    flag: 'host',
    default: '127.0.0.1',
    doc: 'The address to listen on. Its admin endpoint shows values: keep it local.',
    parse: text('127.0.0.1'),
  },
  port: {
    flag: 'port',
    default: '8787',
    doc: '0 takes any free one.',
    parse: number(8787, { min: 0, max: 65_535, kind: 'Integer' }),
  },
  account: {
    flag: 'account',
    default: '985e105f4ecef8ad9ca31a8372d0c353',
    doc: "The account's id.",
    parse: matching(/^[0-9a-f]{32}$/, {
      what: '32 hex digits in lower case',
      fallback: '985e105f4ecef8ad9ca31a8372d0c353',
    }),
  },
  token: {
    flag: 'token',
    default: 'emulator-token',
    doc: 'The API token that it accepts.',
    parse: text('emulator-token'),
  },
  email: { flag: 'email', default: 'none', doc: 'Whose global API key --key is.', parse: text(undefined) },
  key: { flag: 'key', default: 'none', doc: 'The global API key that it accepts.', parse: text(undefined) },
  behaviour: {
    flag: 'behaviour',
    default: 'default',
    doc: 'Where nobody knows how Cloudflare behaves: default, or worst-case.',
    parse: choice(['default', 'worst-case'], 'default'),
  },
  activationDelayMs: {
    flag: 'activation-delay-ms',
    default: '1000',
    doc: 'How long a written secret stays pending.',
    parse: number(1_000, { min: 0, max: 3_600_000, kind: 'Integer' }),
  },
  secretsQuota: {
    flag: 'secrets-quota',
    default: '100',
    doc: 'Places for secrets in the account.',
    parse: number(100, { min: 0, max: 100_000, kind: 'Integer' }),
  },
} as const satisfies Readonly<Record<string, Option<unknown>>>;
