import { expect, it } from 'vitest';
import { sendInParts } from '../../src/cloudflare/send-in-parts.ts';
import type { CloudflareFailure } from '../../src/core/cloudflare-failure.ts';
import { failed, success } from '../../src/core/result.ts';

const lost: CloudflareFailure = { kind: 'Unavailable', detail: 'timed out', processed: 'Maybe' };
const refused: CloudflareFailure = { kind: 'InvalidScope' };

/** Sends numbers. Each request meets its turn of the script, then success; a list of numbers is an answer about those alone. */
async function sendAll(items: readonly number[], script: readonly (CloudflareFailure | readonly number[])[]) {
  const log: string[] = [];
  let sent = 0;
  const outcomes = await sendInParts<number, string>(
    {
      send: async (part) => {
        const turn = script[sent];
        sent += 1;
        log.push(part.join(' '));
        if (turn !== undefined && 'kind' in turn) return failed(turn);
        return success(new Map((turn ?? part).map((item) => [item, 'done'])));
      },
      look: async () => {
        log.push('look');
        return success(undefined);
      },
      proven: () => undefined,
    },
    items,
  );
  const kinds = [...outcomes].map(([item, outcome]) => `${item} ${outcome.ok ? outcome.value : outcome.failure.kind}`);
  return { log, outcomes: kinds.toSorted() };
}

it('sends the halves of a refused part, wide before deep', async () => {
  const { log } = await sendAll([1, 2, 3, 4], [refused, refused, [3, 4], refused, [2]]);
  expect(log).toEqual(['1 2 3 4', 'look', '1 2', 'look', '3 4', '1', '2']);
});

it('sends again what an answer does not speak of, and it alone', async () => {
  const { log, outcomes } = await sendAll([1, 2, 3], [[1]]);
  expect(log).toEqual(['1 2 3', 'look', '2', '3']);
  expect(outcomes).toEqual(['1 done', '2 done', '3 done']);
});

it('does neither look nor split when nothing was sent', async () => {
  const { log, outcomes } = await sendAll([1, 2], [{ ...lost, processed: 'No' }]);
  expect(log).toEqual(['1 2']);
  expect(outcomes).toEqual(['1 Unavailable', '2 Unavailable']);
});

it('ends for all that are left when there is no place for a single one', async () => {
  const full: CloudflareFailure = { kind: 'SecretsQuota' };
  const { log, outcomes } = await sendAll([1, 2, 3, 4], [full, full, full, full]);
  expect(log).toEqual(['1 2 3 4', 'look', '1 2', 'look', '3 4', 'look', '1']);
  expect(outcomes).toEqual(['1 SecretsQuota', '2 SecretsQuota', '3 SecretsQuota', '4 SecretsQuota']);
});

it('ends after three lost answers in a row', async () => {
  const { log, outcomes } = await sendAll([1, 2, 3, 4], [lost, lost, lost]);
  expect(log).toEqual(['1 2 3 4', 'look', '1 2', 'look', '3 4', 'look']);
  expect(outcomes).toEqual(['1 Unavailable', '2 Unavailable', '3 Unavailable', '4 Unavailable']);
});

it('goes on after lost answers with a refusal in between: somebody answers', async () => {
  const { outcomes } = await sendAll([1, 2, 3, 4], [lost, lost, refused, lost]);
  expect(outcomes).toEqual(['1 Unavailable', '2 done', '3 done', '4 done']);
});
