import { describe, expect, test } from 'vitest';
import { createLogger } from '../../src/runtime/log.ts';
import { OwnError } from '../../src/runtime/own-error.ts';

const canary = 'canary-3b9f';

/** As axios makes them: the request and its token are properties of the error. */
class ForeignError extends Error {
  readonly config = { headers: { Authorization: `Bearer ${canary}` }, data: canary };
  constructor() {
    super(`Request failed: ${canary}\n    at fake (${canary}.js:1:1)`, { cause: new Error(canary) });
  }
}

function logging(format: 'json' | 'pretty') {
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', format, destination: { write: (line: string) => lines.push(line) } });
  return { log, lines };
}

describe.each(['json', 'pretty'] as const)('the %s log', (format) => {
  test.each<[string, (log: ReturnType<typeof createLogger>) => void]>([
    ['the object', (log) => log.error(new ForeignError())],
    ['the object, with a message', (log) => log.error(new ForeignError(), 'it failed')],
    ['the field err', (log) => log.error({ err: new ForeignError() })],
    ['another field', (log) => log.error({ reason: new ForeignError() }, 'it failed')],
    [
      'an argument of the message',
      (log) => log.error('it failed: %s %o %j', new ForeignError(), new ForeignError(), new ForeignError()),
    ],
    ['the field err of a child', (log) => log.child({ err: new ForeignError() }).error('it failed')],
  ])('shows nothing that a foreign error carries when it is %s', (_, write) => {
    const { log, lines } = logging(format);
    write(log);
    expect(lines).toHaveLength(1);
    expect(lines.join('')).not.toContain(canary);
    expect(lines.join('')).toContain('ForeignError');
  });

  test('shows the message of our own error and where it was thrown, but not its cause', () => {
    const { log, lines } = logging(format);
    log.error({ err: new OwnError('Cannot do it.', { cause: new Error(canary) }) }, 'it failed');
    expect(lines.join('')).toContain('Cannot do it.');
    expect(lines.join('')).toContain('log.test.ts');
    expect(lines.join('')).not.toContain(canary);
  });

  test('leaves out what is below its level', () => {
    const { log, lines } = logging(format);
    log.trace('too fine');
    expect(lines).toEqual([]);
  });
});

test('a line is an object with a level, a time and the fields that were given', () => {
  const { log, lines } = logging('json');
  log.info({ key: 'shop/app', entries: 3 }, 'synced');
  expect(JSON.parse(lines.join(''))).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    key: 'shop/app',
    entries: 3,
    msg: 'synced',
  });
});

test('a text of a line is cut where a message of status would be, wherever it stands among the fields', () => {
  const { log, lines } = logging('json');
  const endless = 'x'.repeat(1_000_000);
  log.warn({ holder: endless, fields: [endless, 'spec'], entries: 3 }, 'it failed');
  expect(JSON.parse(lines.join(''))).toMatchObject({
    holder: `${'x'.repeat(4_096)}…`,
    fields: [`${'x'.repeat(4_096)}…`, 'spec'],
    entries: 3,
    msg: 'it failed',
  });
});
