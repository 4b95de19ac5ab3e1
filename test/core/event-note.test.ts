import { describe, expect, test } from 'vitest';
import { conditionsFor, graceMs, type Situation } from '../../src/core/conditions.ts';
import { eventsBetween } from '../../src/core/event-note.ts';
import { retryable, terminal } from '../../src/core/sync-failure.ts';
import { nowMs } from './builders.ts';

const ready: Situation = { kind: 'Ready', reason: 'Synced', message: 'all there' };
const activating: Situation = { kind: 'Progressing', reason: 'Activating', message: 'soon', ready: 'Unknown' };
const isDeleting: Situation = { kind: 'Progressing', reason: 'Deleting', message: 'going', ready: 'False' };
const down: Situation = { kind: 'Failing', failure: retryable('CloudflareUnavailable', 'down') };
const conflict: Situation = { kind: 'Failing', failure: terminal('Conflict', 'taken') };
const otherConflict: Situation = { kind: 'Failing', failure: terminal('Conflict', 'taken (1 more)') };
const suspended: Situation = { kind: 'Suspended', message: 'suspended' };

/** The Events of the last of these situations, `stepMs` after each other. */
function events(situations: readonly Situation[], stepMs = 1000): readonly string[] {
  let previous: ReturnType<typeof conditionsFor>['conditions'] = [];
  let last: readonly string[] = [];
  for (const [index, situation] of situations.entries()) {
    const { conditions } = conditionsFor(situation, { previous, generation: 1, nowMs: nowMs + index * stepMs });
    last = eventsBetween(previous, conditions).map(({ type, reason, note }) => `${type} ${reason}: ${note}`);
    previous = conditions;
  }
  return last;
}

describe('an Event', () => {
  test.each([
    ['tells nothing of what works at first sight', [ready], []],
    ['tells that all is well again', [conflict, ready], ['Normal Synced: all there']],
    ['tells nothing of a rotation that has arrived', [ready, activating, ready], []],
    ['tells of trouble', [ready, conflict], ['Warning Conflict: taken']],
    ['tells of other trouble', [down, conflict], ['Warning Conflict: taken']],
    ['is not repeated while all is well', [ready, ready], []],
    ['is not repeated for the same trouble', [conflict, conflict], []],
    ['is not repeated for the same trouble in other words', [conflict, otherConflict], []],
    ['tells nothing of what only takes time', [activating], []],
    ['tells nothing of a deletion that goes on', [ready, isDeleting], []],
    ['tells nothing of a suspension', [ready, suspended], []],
    ['tells nothing of its end', [ready, suspended, ready], []],
  ] as const)('%s', (_name, situations, expected) => {
    expect(events(situations)).toEqual(expected);
  });

  test('tells of trouble once more when it has outlasted its grace, and then no more', () => {
    expect(events([down, down], graceMs)).toEqual(['Warning CloudflareUnavailable: down']);
    expect(events([down, down, down], graceMs)).toEqual([]);
  });
});
