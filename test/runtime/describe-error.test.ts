import { expect, test } from 'vitest';
import { describeError } from '../../src/runtime/describe-error.ts';
import { OwnError } from '../../src/runtime/own-error.ts';

test('an error of V8 may quote a value, and so its message is left out', () => {
  const thrown = catching(() => 'key' in (JSON.parse('"canary"') as object));
  expect(thrown).toMatchObject({ name: 'TypeError', message: expect.stringContaining('canary') });
  expect(describeError(thrown)).toEqual({
    name: 'TypeError',
    stack: expect.stringContaining('describe-error.test.ts'),
  });
  expect(JSON.stringify(describeError(thrown))).not.toContain('canary');
});

test('a message that was changed after the fact does not betray what it was', () => {
  const error = new Error('canary\n    canary line');
  error.message = 'harmless';
  expect(JSON.stringify(describeError(error))).not.toContain('canary');
});

test('an error of ours is described by its own name, message and frames', () => {
  class KubeconfigError extends OwnError {
    override readonly name = 'KubeconfigError';
  }
  const { name, message, stack } = describeError(new KubeconfigError('No such file.'));
  expect([name, message]).toEqual(['KubeconfigError', 'No such file.']);
  expect(stack.split('\n').every((line) => line.startsWith('at '))).toBe(true);
});

test.each([
  ['text canary', 'thrown string'],
  [undefined, 'thrown undefined'],
  [{ canary: 1 }, 'thrown object'],
])('what is no error is described by its type alone', (thrown, name) => {
  expect(describeError(thrown)).toEqual({ name, stack: '' });
});

function catching(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
