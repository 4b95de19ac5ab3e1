/** One call to `/client/v4`, as tests count them. Never holds a body, a header or a value. */
export type LoggedCall = Readonly<{
  /** ISO 8601, when the call was settled. */
  at: string;
  /** A stable name such as `secrets.create`; `unknown` where nothing is routed. */
  operation: string;
  method: string;
  /** Without the query, which stands beside it. */
  path: string;
  query?: string;
  /** Null if no answer was sent: the connection was reset, or left hanging. */
  status: number | null;
  /** The first error's code. */
  code?: number;
  /** How many items a bulk body had. */
  count?: number;
  /** The kind of the injected fault that this call met. */
  fault?: string;
}>;

/** The calls in the order in which they were settled, at most `limit`: the oldest make room. */
export type CallLog = Readonly<{
  add: (call: LoggedCall) => void;
  list: () => readonly LoggedCall[];
  clear: () => void;
}>;

export function createCallLog(limit: number): CallLog {
  let calls: LoggedCall[] = [];
  return {
    add: (call) => {
      calls.push(call);
      // Twice the limit before anything is cut, so that a long log does not move with every call.
      if (calls.length === 2 * limit) calls = calls.slice(limit);
    },
    list: () => calls.slice(-limit),
    clear: () => {
      calls = [];
    },
  };
}
