import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const module = join(import.meta.dirname, '..', '..', 'src', 'runtime', 'crash.ts');

/** A process that prepares for a crash as the program does, and then crashes like this. */
const crash = (how: string) =>
  spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { exitOnCrash } from ${JSON.stringify(module)};
      exitOnCrash({ on: (...what) => process.on(...what), stderr: process.stderr, exit: (code) => process.exit(code) });
      const error = Object.assign(new TypeError('canary in the message'), { config: { headers: 'canary' }, cause: new Error('canary') });
      ${how}
      setInterval(() => undefined, 1_000);`,
    ],
    { encoding: 'utf8' },
  );

test.each([
  ['an exception that nobody catches', 'setImmediate(() => { throw error; });'],
  ['a promise that nobody waits for', 'void Promise.reject(error);'],
  ['a promise that is rejected with a text', "void Promise.reject('canary');"],
])('%s ends the process by one line that shows nothing of what was thrown but its place', (_what, how) => {
  const { status, stdout, stderr } = crash(how);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(stderr)).toMatchObject({
    level: 'fatal',
    msg: 'ended by a bug',
    err: { name: expect.any(String) },
  });
  expect(stderr).not.toContain('canary');
});
