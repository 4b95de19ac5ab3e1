const before = '{"success":true,"errors":[],"messages":[],"result":"';
const after = '"}';
const chunk = Buffer.alloc(64 * 1024, 'x');

/** JSON of so many bytes, the least being what an envelope needs, a piece at a time: nobody has to hold all of it. */
export function* giantBody(bytes: number): Generator<Buffer> {
  yield Buffer.from(before);
  for (let left = bytes - before.length - after.length; left > 0; left -= chunk.length) {
    yield chunk.subarray(0, left);
  }
  yield Buffer.from(after);
}
