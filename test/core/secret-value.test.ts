import { format, inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SecretValue } from '../../src/core/secret-value.ts';
import { bytes } from './builders.ts';

const canary = 'canary-4711';
const inBase64 = Buffer.from(canary).toString('base64');

describe.each([
  ['a SecretValue', new SecretValue(canary)],
  ['a SecretBytes', bytes(canary)],
  ['a SecretValue that was joined', SecretValue.join(['user:', new SecretValue(canary), '@db'])],
  ['a SecretValue as a string of JSON', new SecretValue(canary).asJsonString()],
  ['a SecretValue for a dotenv file', SecretValue.join([new SecretValue(canary).asDotenvValue() ?? ''])],
])('%s', (_name, secret) => {
  const ways: readonly (readonly [string, () => string])[] = [
    ['in a template', () => `value: ${String(secret)}`],
    ['joined to a text', () => ['x', secret].join('-')],
    ['in JSON', () => JSON.stringify(secret)],
    ['in JSON of what holds it', () => JSON.stringify({ a: [{ secret }], map: [...new Map([['k', secret]])] })],
    ['inspected', () => inspect(secret, { showHidden: true, depth: null })],
    ['inspected in what holds it', () => inspect({ a: { b: { c: [secret] } } }, { showHidden: true, depth: null })],
    ['inspected in a map', () => inspect(new Map([['k', secret]]), { depth: null })],
    ['formatted', () => format('%s %o %O %j', secret, secret, secret, secret)],
    ['as the cause of an error', () => inspect(new Error('failed', { cause: secret }))],
    ['as the property of an error', () => inspect(Object.assign(new Error('failed'), { secret }))],
    ['in the message of an error', () => new Error(`bad value ${String(secret)}`).stack ?? ''],
    ['by its properties', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret).length])],
    ['cloned', () => inspect(structuredClone(secret))],
  ];

  test.each(ways)('is not seen %s', (_way, shown) => {
    expect(shown()).not.toContain(canary);
    expect(shown()).not.toContain(inBase64);
  });

  test('says that something is hidden', () => {
    expect(String(secret)).toBe('[redacted]');
    expect(JSON.stringify({ secret })).toBe('{"secret":"[redacted]"}');
    expect(inspect({ secret })).toBe('{ secret: [redacted] }');
  });
});

describe('a SecretValue', () => {
  test('gives its text to whoever asks for it by name', () => {
    expect(new SecretValue(canary).reveal()).toBe(canary);
  });

  test('knows its size in bytes', () => {
    expect(new SecretValue('a€😀').sizeBytes).toBe(8);
  });
});

describe('what is made of a SecretValue', () => {
  const secret = new SecretValue('it\'s\n"x"');

  test('is joined in the order of its parts', () => {
    expect(SecretValue.join(['<', secret, '>', secret]).reveal()).toBe('<it\'s\n"x">it\'s\n"x"');
    expect(SecretValue.join([]).sizeBytes).toBe(0);
  });

  test('is quoted for JSON, and for dotenv where that can be done', () => {
    expect(secret.asJsonString().reveal()).toBe('"it\'s\\n\\"x\\""');
    expect(secret.asDotenvValue()).toBeUndefined();
    expect(new SecretValue('a"b').asDotenvValue()?.reveal()).toBe(`'a"b'`);
  });
});

describe('a SecretBytes', () => {
  test('gives a copy for keys, which changes nothing when it is changed', () => {
    const secret = bytes(canary);
    secret.copyForKey().fill(0);
    expect(secret.asUtf8()?.reveal()).toBe(canary);
  });
});
