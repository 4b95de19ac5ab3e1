import { expect, test } from 'vitest';
import { nextAnswer } from './next-answer.ts';

const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX: y\r\n\r\nbody';

test('an answer is its body, and says where the next one begins', () => {
  expect(nextAnswer(`${whole}HTTP/1.1 …`)).toEqual({ body: 'body', length: whole.length });
});

test('an answer that has not come in whole is none yet', () => {
  for (let length = 0; length < whole.length; length += 1) expect(nextAnswer(whole.slice(0, length))).toBeUndefined();
});

test('an answer that does not tell its length is refused', () => {
  expect(() => nextAnswer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n')).toThrow('length');
});
