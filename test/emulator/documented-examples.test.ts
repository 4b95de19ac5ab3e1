import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emulatorOptions } from '../../src/cli/emulator-options.ts';
import { adminRoutes } from '../../src/emulator/admin.ts';
import { startEmulator, type RunningEmulator } from '../../src/emulator/emulator.ts';
import { readFault } from '../../src/emulator/fault-body.ts';
import { matchRoute } from '../../src/emulator/path-match.ts';
import { codeBlocksOf, readPage, root } from '../docs/pages.ts';
import { readCurl, readVariables } from './shell-block.ts';
import { tablesIn } from './markdown-tables.ts';

const page = readPage('docs/emulator.md');
const blocks = codeBlocksOf(page);
const blockWith = (part: string): string => blocks.find((block) => block.text.includes(part))?.text ?? '';

const account = emulatorOptions.account.default;
const token = emulatorOptions.token.default;
const documentedOrigin = `http://127.0.0.1:${emulatorOptions.port.default}`;

let emulator: RunningEmulator;

beforeEach(async () => {
  emulator = await startEmulator({ accounts: [{ id: account, tokens: [token] }] });
});

afterEach(() => emulator.close());

/** The page has the default port, a test has any. */
const moved = (url = ''): string => url.replace(documentedOrigin, new URL(emulator.baseUrl).origin);

async function runNode(code: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-'], { cwd: root, env: environment });
  child.stdin.end(code);
  const [printed, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(problems).toBe('');
  return printed;
}

describe('the example', () => {
  test('of the official SDK runs as it stands, with the variables beside it, and prints what the page says', async () => {
    const { CLOUDFLARE_BASE_URL, ...others } = readVariables(blockWith('node example.mjs'));
    expect(others).toEqual({ CLOUDFLARE_API_TOKEN: token });
    const environment = { ...others, CLOUDFLARE_BASE_URL: moved(CLOUDFLARE_BASE_URL) };
    const printed = await runNode(blockWith("from 'cloudflare'"), environment);
    expect(page.text).toContain(`It prints \`${printed.trimEnd()}\`.`);
  });

  test('of wrangler has the variables that wrangler reads, and they open the account', async () => {
    const { CLOUDFLARE_API_BASE_URL, ...others } = readVariables(blockWith('npx wrangler'));
    expect(others).toEqual({ CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_ACCOUNT_ID: account });
    const url = `${moved(CLOUDFLARE_API_BASE_URL)}/accounts/${account}/secrets_store/stores?per_page=10&page=1`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(await response.json()).toMatchObject({ result: [{ name: 'default_secrets_store' }] });
  });

  test('of Terraform has the address, the token and the account', async () => {
    const hcl = blockWith('provider "cloudflare"');
    const attribute = (name: string): string => new RegExp(`${name} +=\\s+"(.*)"`).exec(hcl)?.[1] ?? '';
    expect([attribute('api_token'), attribute('account_id')]).toEqual([token, account]);
    const [store] = (await (await fetch(`${emulator.adminUrl}/accounts/${account}/stores`)).json()) as { id: string }[];
    const url = `${moved(attribute('base_url'))}/accounts/${account}/secrets_store/stores/${String(store?.id)}`;
    const response = await fetch(`${url}/secrets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ name: attribute('name'), value: attribute('value'), scopes: ['ai_gateway', 'workers'] }]),
    });
    expect(response.status).toBe(200);
  });

  test('of the first line on stdout has the address that the options default to', () => {
    expect(JSON.parse(blockWith('"baseUrl"'))).toEqual({
      baseUrl: `${documentedOrigin}/client/v4`,
      adminUrl: `${documentedOrigin}/admin`,
    });
  });
});

describe('the examples by curl', () => {
  const variables = readVariables(blockWith('ADMIN='));
  const examples = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap((block) => readCurl(block.text, variables));

  test('are all taken', async () => {
    for (const { method, url, body } of examples) {
      const response = await fetch(moved(url), { method, ...(body === undefined ? {} : { body }) });
      expect({ url, status: response.status }).toEqual({ url, status: 200 });
    }
  });

  test('show every endpoint', () => {
    const shown = examples.map(({ method, url }) => {
      const path = new URL(url).pathname.replace(/^\/admin/, '');
      return matchRoute(adminRoutes, { method, path }, (segment) => segment !== '')?.route;
    });
    expect(new Set(shown)).toEqual(new Set(adminRoutes));
  });
});

describe('the examples of faults', () => {
  const faults = tablesIn(page, 'The admin API').flatMap((table) =>
    table.flatMap(({ Kind, Example }) => (Example === undefined ? [] : [[Kind, Example.replaceAll('`', '')] as const])),
  );

  test.each(faults)('are taken: %s', (kind, action) => {
    const fault: unknown = { operation: '*', action: JSON.parse(action) };
    expect(readFault(fault, [])).toEqual(fault);
    expect(action).toContain(`"kind":"${String(kind).replaceAll('`', '')}"`);
  });
});
