import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { SecretId } from '../core/ids.ts';
import type { RemoteSecret } from '../core/remote-secret.ts';
import { success, type Result } from '../core/result.ts';
import type { Clock } from '../runtime/clock.ts';
import type { CallOptions, ListSecretsOptions } from './call-options.ts';
import type { Lane } from '../runtime/lane.ts';
import { later, mergeListing, writesUnknownTo, type OwnWrite } from './merge-listing.ts';
import { unlessAborted } from './unless-aborted.ts';

type Taken = Result<void, CloudflareFailure>;

export interface SnapshotOptions {
  /** Lists the store; usually `(options) => client.listSecrets(address, options)`. */
  readonly list: (options: ListSecretsOptions) => Promise<Result<readonly RemoteSecret[], CloudflareFailure>>;
  readonly clock: Clock;
  /** Ends a listing on its way. One caller's own signal ends only that caller's wait, since others may share the listing. */
  readonly signal: AbortSignal;
  /** How far Cloudflare's read replicas may lag behind a write. 10 s unless given. */
  readonly graceMs?: number;
}

const defaultGraceMs = 10_000;

/** What one store holds, as of the last listing and our own writes since. It asks Cloudflare only when told to. */
export class StoreSnapshot {
  readonly #options: SnapshotOptions;
  #secrets = new Map<SecretId, RemoteSecret>();
  #ownWrites = new Map<SecretId, OwnWrite>();
  /** Made when it is asked for, and kept as long as nothing goes. */
  #byName: Map<string, RemoteSecret> | undefined;
  #takenAt: number | undefined;
  /** The last moment at which something may have been created that nobody has recorded. */
  #unsureSince: number;
  #doubts = 0;
  #settledDoubts = 0;
  /** The listing on its way, and the one that begins when that has landed. */
  #flight: { readonly landing: Promise<Taken>; readonly beganAt: number } | undefined;
  #next: Promise<Taken> | undefined;

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#unsureSince = options.clock.nowMs();
  }

  /** Whether it may be decided upon: a listing has succeeded, and nothing has happened since that casts doubt on it. */
  get isTaken(): boolean {
    return this.#takenAt !== undefined && this.#settledDoubts === this.#doubts;
  }

  /** When the last successful listing began, in milliseconds of the clock; undefined before the first. */
  get takenAt(): number | undefined {
    return this.#takenAt;
  }

  /**
   * For how long from now a listing may lack what was created unrecorded: before we began, or by a write in doubt, which reads may
   * show late. 0 when one that begins now lacks nothing; undefined when the last one did.
   */
  get blindForMs(): number | undefined {
    const { clock, graceMs } = this.#options;
    const seesAllAt = this.#unsureSince + (graceMs ?? defaultGraceMs);
    if (this.#takenAt !== undefined && this.#takenAt >= seesAllAt) return undefined;
    return Math.max(0, seesAllAt - clock.nowMs());
  }

  /** Lists the store, or joins the listing that is on its way. A failure leaves everything as it was. */
  async take({ lane, signal }: CallOptions): Promise<Taken> {
    return unlessAborted(() => this.#flight?.landing ?? this.#begin(lane), signal);
  }

  /** Lists the store by a listing that begins after this call, as only that can tell what a write of just now has done. */
  async retake({ lane, signal }: CallOptions): Promise<Taken> {
    return unlessAborted(() => this.#beginNext(lane), signal);
  }

  /** A write may or may not have been carried out: `isTaken` is false until a listing that begins now or later succeeds. */
  distrust(): void {
    this.#doubts += 1;
    this.#unsureSince = this.#options.clock.nowMs();
  }

  byId(id: SecretId): RemoteSecret | undefined {
    return this.#secrets.get(id);
  }

  /** Names are unique in a store. Should two carry one while a deletion spreads, it is the one that changed last. */
  byName(name: string): RemoteSecret | undefined {
    this.#byName ??= indexByName(this.#secrets);
    return this.#byName.get(name);
  }

  all(): readonly RemoteSecret[] {
    return [...this.#secrets.values()];
  }

  /** A create, patch or duplicate of ours answered with this. What create-secrets.ts creates, it records itself. */
  recordWritten(answered: RemoteSecret): void {
    const { id } = answered;
    const known = this.#secrets.get(id);
    const secret = known === undefined ? answered : later(known, answered);
    this.#remember(id, { kind: 'Written', secret, endedAt: this.#options.clock.nowMs() });
    this.#secrets.set(id, secret);
    if (this.#byName) addByName(this.#byName, secret);
  }

  /** A deletion of ours succeeded, or found nothing to delete. What delete-secrets.ts deletes, it records itself. */
  recordDeleted(id: SecretId): void {
    this.#remember(id, { kind: 'Deleted', endedAt: this.#options.clock.nowMs() });
    this.#secrets.delete(id);
    this.#byName = undefined;
  }

  /** How many of our writes a listing may not show yet. */
  get unsettledWrites(): number {
    return this.#ownWrites.size;
  }

  /** The oldest stand first, and go once every listing shows them: that on its way, and all that are to come. */
  #remember(id: SecretId, write: OwnWrite): void {
    this.#ownWrites.delete(id);
    this.#ownWrites.set(id, write);
    const { clock, graceMs = defaultGraceMs } = this.#options;
    const shownUntil = (this.#flight?.beganAt ?? clock.nowMs()) - graceMs;
    for (const [oldest, { endedAt }] of this.#ownWrites) {
      if (endedAt > shownUntil) return;
      this.#ownWrites.delete(oldest);
    }
  }

  /** What flies now began before us, and what flies when it has landed began after: that one is ours too. */
  #beginNext(lane: Lane): Promise<Taken> {
    if (this.#flight === undefined) return this.#begin(lane);
    const landed = (): Promise<Taken> => {
      this.#next = undefined;
      return this.#flight?.landing ?? this.#begin(lane);
    };
    this.#next ??= this.#flight.landing.then(landed, landed);
    return this.#next;
  }

  #begin(lane: Lane): Promise<Taken> {
    const beganAt = this.#options.clock.nowMs();
    const landing = this.#list(lane, beganAt).finally(() => {
      this.#flight = undefined;
    });
    this.#flight = { landing, beganAt };
    return landing;
  }

  /** It can settle the doubts that there are when it begins, and none that come later. */
  async #list(lane: Lane, beganAt: number): Promise<Taken> {
    const { list, signal, graceMs = defaultGraceMs } = this.#options;
    const doubts = this.#doubts;
    const listed = await list({ lane, signal, known: this.#secrets });
    if (!listed.ok) return listed;
    const listing = { secrets: listed.value, beganAt };
    this.#ownWrites = writesUnknownTo(listing, this.#ownWrites, graceMs);
    this.#secrets = mergeListing(listing, this.#ownWrites);
    this.#byName = undefined;
    this.#takenAt = beganAt;
    this.#settledDoubts = doubts;
    return success(undefined);
  }
}

function indexByName(secrets: ReadonlyMap<SecretId, RemoteSecret>): Map<string, RemoteSecret> {
  const byName = new Map<string, RemoteSecret>();
  for (const secret of secrets.values()) addByName(byName, secret);
  return byName;
}

function addByName(byName: Map<string, RemoteSecret>, secret: RemoteSecret): void {
  const held = byName.get(secret.name);
  byName.set(secret.name, held?.id === secret.id ? secret : later(secret, held));
}
