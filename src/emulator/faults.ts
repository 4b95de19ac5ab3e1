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
 * Which calls meet the fault: those of `operation` (or `*`), and of these only the `nth` since it was injected, or the
 * first `times`, or a `share` between 0 and 1; with none of the three, all of them.
 */
export type Fault = Readonly<{
  operation: string;
  nth?: number;
  times?: number;
  share?: number;
  action: FaultAction;
}>;

type ArmedFault = Fault & Readonly<{ id: number; seen: number; fired: number }>;

/** The faults that are armed. Of several that fit a call, the one that was injected first is taken. */
export type Faults = Readonly<{
  add: (fault: Fault) => number;
  clear: () => void;
  list: () => readonly ArmedFault[];
  next: (operation: string) => FaultAction | undefined;
}>;

export function createFaults(random: () => number): Faults {
  let armed: readonly ArmedFault[] = [];
  let lastId = 0;
  return {
    add: (fault) => {
      lastId += 1;
      armed = [...armed, { ...fault, id: lastId, seen: 0, fired: 0 }];
      return lastId;
    },
    clear: () => {
      armed = [];
    },
    list: () => armed,
    next: (operation) => {
      armed = armed.map((fault) => (fits(fault, operation) ? { ...fault, seen: fault.seen + 1 } : fault));
      const taken = armed.find((fault) => fits(fault, operation) && isDue(fault, random));
      armed = armed.map((fault) => (fault === taken ? { ...fault, fired: fault.fired + 1 } : fault));
      return taken?.action;
    },
  };
}

const fits = (fault: Fault, operation: string): boolean => fault.operation === '*' || fault.operation === operation;

function isDue({ nth, times, share, seen, fired }: ArmedFault, random: () => number): boolean {
  if (nth !== undefined) return seen === nth;
  if (times !== undefined) return fired < times;
  return share === undefined || random() < share;
}
