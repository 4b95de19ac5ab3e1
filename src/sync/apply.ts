import { duplicateSecret } from '../cloudflare/duplicate-secret.ts';
import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { Outcome } from '../core/entry-status.ts';
import { explain } from '../core/explain.ts';
import { type Owner, withMark } from '../core/ownership.ts';
import type { Step, StepOf } from '../core/plan.ts';
import type { NewSecret, RemoteSecret, SecretPatch } from '../core/remote-secret.ts';
import { failed, type Result, success } from '../core/result.ts';
import { retryable, type SyncFailure } from '../core/sync-failure.ts';
import type { Pass } from './pass.ts';
import type { StoreWay } from './connections.ts';

export interface Writing {
  readonly access: StoreWay;
  readonly owner: Owner;
  /** For messages: `store "main"`. */
  readonly title: string;
  readonly pass: Pass;
}

type Attempt = Result<RemoteSecret | undefined, CloudflareFailure>;
type Attempts = readonly (readonly [name: string, attempt: Attempt])[];

/** What became of the steps: an outcome for each that writes, and what Cloudflare said where it said no. */
export interface Applied {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly failures: readonly CloudflareFailure[];
  readonly created: number;
  readonly deleted: number;
  /** Names that others may have now. */
  readonly freed: readonly string[];
}

export const nothingApplied: Applied = { outcomes: new Map(), failures: [], created: 0, deleted: 0, freed: [] };

/**
 * Every write that the steps ask for, one outcome for each: creates and patches first, deletions last, so that nothing goes
 * before what takes its place has come; but a deletion that makes room for a create goes before it. Creates and deletions
 * travel with those of other resources.
 */
export async function apply(steps: readonly Step[], writing: Writing): Promise<Applied> {
  const place = writing.title;
  const deletions = stepsOf(steps, 'Delete');
  const madeRoom = await remove(
    deletions.filter(({ makesRoom }) => makesRoom),
    writing,
  );
  const { sent, unsent } = withRoom([...stepsOf(steps, 'Create'), ...stepsOf(steps, 'Duplicate')], madeRoom);
  const [created, copied, patched, released] = await Promise.all([
    create(stepsOf(sent, 'Create'), writing),
    duplicate(stepsOf(sent, 'Duplicate'), writing),
    patch(stepsOf(steps, 'Patch'), writing),
    patch(stepsOf(steps, 'Release'), writing),
  ]);
  const goneLast = await remove(
    deletions.filter(({ makesRoom }) => !makesRoom),
    writing,
  );
  const deleted = [...madeRoom, ...goneLast];
  const say = (verb: string, attempts: Attempts): [string, Outcome][] =>
    attempts.map(([name, attempt]) => [name, outcomeOf(attempt, `${verb} secret "${name}" in ${place}`)]);
  return {
    outcomes: new Map([
      ...unsent.map(({ name }): [string, Outcome] => [name, failed(noRoomMade(name, place))]),
      ...say('create', created),
      ...say('copy another as', copied),
      ...say('change', patched),
      ...say('take our mark off', released),
      ...say('delete', deleted),
    ]),
    failures: [...created, ...copied, ...patched, ...released, ...deleted].flatMap(([, attempt]) =>
      attempt.ok ? [] : attempt.failure,
    ),
    created: succeeded(created).length + succeeded(copied).length,
    deleted: succeeded(deleted).length + replacedBy(steps, succeeded(copied)),
    freed: [...succeeded(released), ...succeeded(deleted)],
  };
}

type NewStep = StepOf<'Create'> | StepOf<'Duplicate'>;

/** For each deletion that was to make room and failed, one create less. */
function withRoom(
  creates: readonly NewStep[],
  madeRoom: Attempts,
): Readonly<Record<'sent' | 'unsent', readonly NewStep[]>> {
  const lacking = madeRoom.length - succeeded(madeRoom).length;
  const unsent = lacking === 0 ? [] : creates.filter(({ needsRoom }) => needsRoom).slice(-lacking);
  return { sent: creates.filter((step) => !unsent.includes(step)), unsent };
}

const noRoomMade = (name: string, place: string): SyncFailure =>
  retryable(
    'QuotaExceeded',
    `Cannot create secret "${name}" in ${place}: the account is full, and the deletion that was to make room failed; it is tried again`,
  );

const outcomeOf = (attempt: Attempt, action: string): Outcome =>
  attempt.ok ? attempt : failed(explain(attempt.failure, action));

const succeeded = (attempts: Attempts): readonly string[] => attempts.flatMap(([name, { ok }]) => (ok ? name : []));

async function create(steps: readonly StepOf<'Create'>[], { access, owner, pass }: Writing): Promise<Attempts> {
  const wanted = steps.flatMap(({ entry: { name, scopes, comment }, payload }): NewSecret[] =>
    payload.kind === 'Read' ? [{ name, scopes, value: payload.value, comment: withMark(comment, owner) }] : [],
  );
  return wanted.length === 0 ? [] : [...(await access.writer.create(wanted, pass.lane))];
}

async function duplicate(steps: readonly StepOf<'Duplicate'>[], { access, owner, pass }: Writing): Promise<Attempts> {
  return Promise.all(
    steps.map(async ({ name, entry: { scopes, comment }, origin, replaces }) => {
      const copy = { name, scopes, comment: withMark(comment, owner) };
      const duplication = { origin: origin.id, copy, ...(replaces && { replaces: replaces.id }) };
      return [name, await duplicateSecret(access, duplication, pass)] as const;
    }),
  );
}

/** Of those that were made anew, each has first given back the place that it takes. */
const replacedBy = (steps: readonly Step[], made: readonly string[]): number =>
  stepsOf(steps, 'Duplicate').filter(({ name, replaces }) => replaces && made.includes(name)).length;

async function patch(
  steps: readonly (StepOf<'Patch'> | StepOf<'Release'>)[],
  { access, pass }: Writing,
): Promise<Attempts> {
  return Promise.all(
    steps.map(async (step) => {
      const attempt = await access.client.patchSecret(access.address, step.remote.id, bodyOf(step), pass);
      if (attempt.ok) access.snapshot.recordWritten(attempt.value);
      return [step.name, attempt] as const;
    }),
  );
}

function bodyOf(step: StepOf<'Patch'> | StepOf<'Release'>): SecretPatch {
  if (step.action === 'Release') return { comment: step.comment };
  const { value, ...others } = step.patch;
  return { ...others, ...(value === 'Set' && step.payload.kind === 'Read' && { value: step.payload.value }) };
}

async function remove(steps: readonly StepOf<'Delete'>[], { access, pass }: Writing): Promise<Attempts> {
  if (steps.length === 0) return [];
  const ids = steps.map(({ remote }) => remote.id);
  const results = await access.writer.delete(ids, pass.lane);
  return steps.flatMap(({ name, remote }) => {
    const result = results.get(remote.id);
    return result === undefined ? [] : [[name, result.ok ? success(undefined) : result] as const];
  });
}

function stepsOf<Action extends Step['action']>(steps: readonly Step[], action: Action): readonly StepOf<Action>[] {
  return steps.filter((step): step is StepOf<Action> => step.action === action);
}
