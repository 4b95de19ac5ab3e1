import type { Lease, LeaseRecord, LeaseWriting } from '../../src/runtime/lease.ts';

/** What stands in the way of a call: it fails, it hangs until it is given up, or a write is carried out and its answer lost. */
type LeaseTrouble = 'fails' | 'loses the answer' | 'hangs';

/** A lease in memory, that several candidates look at, each by a way of its own that may be troubled. */
export function sharedLease() {
  let record: LeaseRecord | undefined;
  let version = 0;
  const listeners = new Set<(record: LeaseRecord | undefined) => void>();
  const put = (next: Omit<LeaseRecord, 'version'> | undefined): LeaseRecord | undefined => {
    version += 1;
    record = next && { ...next, version: String(version) };
    for (const tell of listeners) tell(record);
    return record;
  };
  return {
    record: (): LeaseRecord | undefined => record,
    put,
    /** `isHeard`: of changes, at once. */
    way: ({ isHeard }: { readonly isHeard: boolean }) => {
      const way = { trouble: undefined as LeaseTrouble | undefined, writes: 0, lease: undefined as unknown as Lease };
      way.lease = {
        read: async ({ signal }) => {
          await hanging(way.trouble, signal);
          const isCut = way.trouble === 'fails' || way.trouble === 'hangs';
          return isCut ? { kind: 'Failed', detail: 'no connection' } : { kind: 'Read', record };
        },
        write: async (seen, { holder, durationMs }, { signal }): Promise<LeaseWriting> => {
          await hanging(way.trouble, signal);
          if (way.trouble === 'fails' || way.trouble === 'hangs') return { kind: 'Failed', detail: 'no connection' };
          if (seen?.version !== record?.version) return { kind: 'Outrun' };
          way.writes += 1;
          const passes = holder !== undefined && holder !== record?.holder;
          const transitions = (record?.transitions ?? -1) + (passes ? 1 : 0);
          const written = put({ holder, durationMs, transitions });
          if (way.trouble === 'loses the answer' || written === undefined)
            return { kind: 'Failed', detail: 'timed out' };
          return { kind: 'Written', record: written };
        },
        follow: (onRecord, { signal }) => {
          if (!isHeard) return;
          listeners.add(onRecord);
          signal.addEventListener('abort', () => listeners.delete(onRecord));
        },
      };
      return way;
    },
  };
}

async function hanging(trouble: LeaseTrouble | undefined, signal: AbortSignal): Promise<void> {
  if (trouble !== 'hangs' || signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
