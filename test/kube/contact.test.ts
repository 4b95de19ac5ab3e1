import { describe, expect, test } from 'vitest';
import { Contact } from '../../src/kube/contact.ts';
import { type KubeFailure, unavailable } from '../../src/kube/failure.ts';
import { ManualClock } from '../support/manual-clock.ts';

const answered = (kind: 'Forbidden' | 'NotFound' | 'Unavailable', status: number): KubeFailure =>
  kind === 'NotFound'
    ? { kind, status, detail: `HTTP ${status}`, missing: undefined }
    : { kind, status, detail: `HTTP ${status}` };

describe('the contact with the API server', () => {
  test.each([
    [answered('Forbidden', 403), true],
    [answered('NotFound', 404), true],
    [answered('Unavailable', 503), true],
    [unavailable('no connection (ECONNREFUSED)'), false],
  ])('%j is an answer by which it is alive: %s', (failure, isAlive) => {
    const clock = new ManualClock();
    const contact = new Contact(clock);
    const madeMs = contact.lastMs;
    clock.advance(3_600_000);
    contact.failed(failure);
    expect(contact.lastMs > madeMs).toBe(isAlive);
  });

  test('is forbidden from a 403 until it gives what was asked for, whatever else fails', async () => {
    const contact = new Contact(new ManualClock());
    const met = contact.forbidden;
    contact.failed(answered('Forbidden', 403));
    await met;
    contact.failed(answered('Unavailable', 503));
    contact.heard();
    expect(contact.isForbidden).toBe(true);
    contact.allowed();
    expect(contact.isForbidden).toBe(false);
  });

  test('tells of the next 403, and of none that was before', async () => {
    const contact = new Contact(new ManualClock());
    contact.failed(answered('Forbidden', 403));
    const next = contact.forbidden;
    expect(await Promise.race([next, Promise.resolve('not yet')])).toBe('not yet');
    contact.failed(answered('Forbidden', 403));
    await next;
  });
});
