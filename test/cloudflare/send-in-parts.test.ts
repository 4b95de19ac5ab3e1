import { describe, expect, it } from 'vitest';
import { sendInParts } from '../../src/cloudflare/send-in-parts.ts';
import type { CloudflareFailure } from '../../src/core/cloudflare-failure.ts';
import { failed, success } from '../../src/core/result.ts';

const lost: CloudflareFailure = { kind: 'Unavailable', detail: 'timed out', processed: 'Maybe' };
const refused: CloudflareFailure = { kind: 'InvalidScope' };

/** Sends numbers. Each request meets its turn of the script, then success; a list of numbers is an answer about those alone. */
async function sendAll(
  items: readonly number[],
  script: readonly (CloudflareFailure | readonly number[])[],
  isShown: (waits: number) => boolean = () => false,
) {
  const log: string[] = [];
  const learned: (readonly number[])[] = [];
  let sent = 0;
  let waits = 0;
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
      proven: () => (isShown(waits) ? success('shown') : undefined),
      wait: async (ms) => {
        waits += 1;
        log.push(`wait ${ms}`);
      },
      onTooMany: (accepted) => learned.push(accepted),
    },
    items,
  );
  const kinds = [...outcomes].map(([item, outcome]) => `${item} ${outcome.ok ? outcome.value : outcome.failure.kind}`);
  return { log, learned, outcomes: kinds.toSorted() };
}

it('sends the halves of a refused part, the first to its end before the second', async () => {
  const { log } = await sendAll([1, 2, 3, 4], [refused, refused, refused]);
  expect(log).toEqual(['1 2 3 4', 'look', '1 2', 'look', '1', '2', '3 4']);
});

it('sends the halves of a part without an answer, the second before it goes deeper', async () => {
  const { log } = await sendAll([1, 2, 3, 4], [lost, lost, [3, 4], refused]);
  expect(log).toEqual(['1 2 3 4', 'look', '1 2', 'look', '3 4', '1', '2']);
});

describe('the size of a part', () => {
  const tooMany: CloudflareFailure = { kind: 'Rejected', status: 413, code: undefined };
  const unclear: CloudflareFailure = { kind: 'Rejected', status: 400, code: 1001 };

  it('is not looked for twice: what is left after a 413 goes in parts of the size that went through', async () => {
    const { log, learned } = await sendAll([1, 2, 3, 4, 5, 6, 7, 8], [tooMany, tooMany]);
    expect(log).toEqual(['1 2 3 4 5 6 7 8', '1 2 3 4', '1 2', '3 4', '5 6', '7 8']);
    expect(learned).toEqual([[1, 2]]);
  });

  it('may be the reason for another refusal, which is known when all went through in smaller parts', async () => {
    const { log, learned } = await sendAll([1, 2, 3, 4, 5, 6, 7, 8], [unclear, unclear]);
    expect(log).toEqual(['1 2 3 4 5 6 7 8', 'look', '1 2 3 4', 'look', '1 2', '3 4', '5 6', '7 8']);
    expect(learned).toEqual([[1, 2]]);
  });

  it('does not break up the others where a single item is too large', async () => {
    const { log, learned } = await sendAll([1, 2, 3, 4], [tooMany, tooMany, tooMany]);
    expect(log).toEqual(['1 2 3 4', '1 2', '1', '2', '3 4']);
    expect(learned).toEqual([]);
  });

  it('was the reason when all of it went through in smaller ones', async () => {
    const { learned, outcomes } = await sendAll([1, 2, 3, 4, 5], [tooMany]);
    expect([learned, outcomes]).toEqual([[[1, 2, 3]], ['1 done', '2 done', '3 done', '4 done', '5 done']]);
  });

  it('was not, as far as anybody knows, when one of its items was refused by itself', async () => {
    const { learned } = await sendAll([1, 2, 3], [tooMany, tooMany, tooMany]);
    expect(learned).toEqual([]);
  });

  it('was not when it went through at the second try', async () => {
    const { learned } = await sendAll([1, 2], [lost]);
    expect(learned).toEqual([]);
  });
});

describe('looks that lag', () => {
  const taken: CloudflareFailure = { kind: 'NameTaken' };

  it('are given time to show what an earlier part has done', async () => {
    const { log, outcomes } = await sendAll([1, 2, 3, 4], [lost, taken], (waits) => waits === 2);
    expect(log).toEqual(['1 2 3 4', 'look', '1 2', 'look', 'wait 1000', 'look', 'wait 2000', 'look']);
    expect(outcomes).toEqual(['1 shown', '2 shown', '3 shown', '4 shown']);
  });

  it('are waited for some seconds in all, and then each item is asked about', async () => {
    const { log, outcomes } = await sendAll([1, 2, 3, 4], [lost, taken, taken, taken]);
    expect(log.filter((entry) => entry.startsWith('wait'))).toEqual(['wait 1000', 'wait 2000', 'wait 4000']);
    expect(outcomes).toEqual(['1 NameTaken', '2 NameTaken', '3 done', '4 done']);
  });

  it('are not waited for where nothing was sent before', async () => {
    const { log } = await sendAll([1, 2], [taken]);
    expect(log).toEqual(['1 2', 'look', '1', '2']);
  });
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
  expect(log).toEqual(['1 2 3 4', 'look', '1 2', 'look', '1']);
  expect(outcomes).toEqual(['1 SecretsQuota', '2 SecretsQuota', '3 SecretsQuota', '4 SecretsQuota']);
});

it('ends after three lost answers in a row', async () => {
  const { log, outcomes } = await sendAll([1, 2, 3, 4], [lost, lost, lost]);
  expect(log).toEqual(['1 2 3 4', 'look', '1 2', 'look', '3 4', 'look']);
  expect(outcomes).toEqual(['1 Unavailable', '2 Unavailable', '3 Unavailable', '4 Unavailable']);
});

it('goes on after lost answers with a refusal in between: somebody answers', async () => {
  const { outcomes } = await sendAll([1, 2, 3, 4], [lost, lost, refused, lost]);
  expect(outcomes).toEqual(['1 done', '2 done', '3 Unavailable', '4 done']);
});
