/** `before`: Cloudflare never saw the call. `after`: it was carried out, and only the answer is lost. */
type When = 'before' | 'after';

export type FaultAction = Readonly<
  | {
      kind: 'status';
      status: number;
      /**
       * Sent as JSON; `html` is sent as a page, as Cloudflare's edge does, and `text` as it is, though it is called JSON.
       * With none of them, a plain error envelope.
       */
      body?: unknown;
      html?: string;
      text?: string;
      headers?: Readonly<Record<string, string>>;
      when?: When;
    }
  | { kind: 'delay'; ms: number; when?: When }
  | { kind: 'reset'; when?: When }
  | { kind: 'hang'; when?: When }
  | { kind: 'rateLimited'; retryAfterSeconds: number }
  /** The right answer, cut off in its middle. */
  | { kind: 'truncate' }
  /** The call is not carried out, and the answer is an envelope of that size. */
  | { kind: 'giant'; bytes: number }
>;

/**
 * Which calls meet the fault: those of `operation` (or `*`), in one `account` where that is said, and of these only the `nth`
 * since it was injected, or the first `times`, or a `share` between 0 and 1; with none of the three, all of them.
 */
export type Fault = Readonly<{
  operation: string;
  account?: string;
  nth?: number;
  times?: number;
  share?: number;
  action: FaultAction;
}>;

type ArmedFault = Fault & Readonly<{ id: number; seen: number; fired: number }>;

/** The faults that are armed. Of several that fit a call, the one that was injected first is taken. */
export type Faults = Readonly<{
  /** Answers its id, or undefined where as many are armed as may be. */
  add: (fault: Fault) => number | undefined;
  clear: () => void;
  list: () => readonly ArmedFault[];
  next: (call: FaultedCall) => FaultAction | undefined;
}>;

/** What is known of a call before anybody looks at it. */
type FaultedCall = Readonly<{ operation: string; accountId: string | undefined }>;

/** Each call is compared with all of them. Those that have fired stay, so that they can be counted. */
export const maxFaults = 1_000;

export function createFaults(random: () => number): Faults {
  let armed: readonly ArmedFault[] = [];
  let lastId = 0;
  return {
    add: (fault) => {
      if (armed.length >= maxFaults) return undefined;
      lastId += 1;
      armed = [...armed, { ...fault, id: lastId, seen: 0, fired: 0 }];
      return lastId;
    },
    clear: () => {
      armed = [];
    },
    list: () => armed,
    next: (call) => {
      armed = armed.map((fault) => (fits(fault, call) ? { ...fault, seen: fault.seen + 1 } : fault));
      const taken = armed.find((fault) => fits(fault, call) && isDue(fault, random));
      armed = armed.map((fault) => (fault === taken ? { ...fault, fired: fault.fired + 1 } : fault));
      return taken?.action;
    },
  };
}

const fits = (fault: Fault, { operation, accountId }: FaultedCall): boolean =>
  (fault.operation === '*' || fault.operation === operation) &&
  (fault.account === undefined || fault.account === accountId);

function isDue({ nth, times, share, seen, fired }: ArmedFault, random: () => number): boolean {
  if (nth !== undefined) return seen === nth;
  if (times !== undefined) return fired < times;
  return share === undefined || random() < share;
}
