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
