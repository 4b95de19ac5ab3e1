/**
 * What may differ between the live API and what we know of it, plus the limits: all of it can be changed while running.
 * Where nobody knows the answer both are offered, and the default is the one we believe in.
 */
export type Settings = Readonly<{
  /** [live] Secrets become active some seconds after the write; 0 means at once. */
  activationDelayMs: number;
  /** [live] `modified` also moves when a pending secret becomes active. */
  activationMovesModified: boolean;
  /** [inferred] Which PATCH makes an active secret pending again. */
  pendingAfterPatch: 'value' | 'always' | 'never';
  /** [spec] 65,536 bytes, and 1,024 until 2026. */
  maxValueBytes: number;
  /** [inferred] No rule is known; official clients refuse to send one. */
  emptyValue: 'accept' | 'refuse';
  /** [inferred] The maximum length is undocumented. */
  maxNameLength: number | 'unlimited';
  /** [inferred] No length is documented. Bytes of UTF-8. */
  maxCommentBytes: number | 'unlimited';
  /** [inferred] Cloudflare's edge refuses bodies beyond some size; the largest array is unknown. */
  maxBodyBytes: number;
  /** [inferred] Whether one bad entry of a bulk POST keeps out the good ones. */
  bulkCreate: 'atomic' | 'partial';
  /** [inferred] Whether an unknown id in a bulk DELETE fails the call, and if so, whether the others go all the same. */
  bulkDeleteUnknownIds: 'ignore' | 'refuse' | 'refuseInPart';
  /** [inferred] Entries of one bulk POST, and ids of one bulk DELETE: the largest array is unknown. */
  maxBulkEntries: number | 'unlimited';
  /** [inferred] How more of them are refused: 413 with a page, as a proxy does it, or 400 with an envelope. */
  tooManyEntries: 'contentTooLarge' | 'badRequest';
  /** [inferred] What becomes of a name that stands twice in one bulk POST: it is taken, or what was said last counts. */
  repeatedName: 'refuse' | 'takeLast';
  /** [inferred] 400 and 409 are both plausible. 400 is what the other 1003 errors have [live]. */
  nameExistsStatus: 400 | 409;
  /** [inferred] 404 follows from the name of the error; code 1001 is shared with errors that are a 400. */
  notFoundStatus: 404 | 400;
  /** [inferred] For how long the name of a deleted secret stays taken. Counts for what is deleted from then on. */
  nameReservedMs: number | 'forever';
  /** What a delete answers: 202 and null [spec], or 200 and what it deleted, as older descriptions have it [spec]. */
  deleteAnswer: 'null' | 'object';
  /** Whether a comment that is not set, `account_id` and `total_pages` are there: all of them are optional [spec]. */
  optionalFields: 'all' | 'fewest';
  /** [inferred] How much of a name or comment `search` has to be. Case never counts. */
  searchMatches: 'part' | 'start' | 'whole';
  /** [inferred] Whether a query parameter that makes no sense counts as unsaid, or as an error. */
  outOfBounds: 'correct' | 'refuse';
  /** [inferred] Code 9109 "Invalid access token" (403), or 10000 "Authentication error" (401): both have been seen. */
  unknownCredential: 'invalidAccessToken' | 'authenticationError';
  /** [live] Reads may miss what was written within this time: read-replica lag. */
  readLagMs: number;
  /** Which writes reads may miss: creates [live], or changes and deletes too, as a replica would [inferred]. */
  readLagOf: 'creates' | 'everyWrite';
  /** [spec] The services that may use a secret: Cloudflare adds to them over time. */
  scopes: readonly string[];
  /** [spec] Per user or account token, over everything that uses it. */
  rateLimit: RateLimit;
  /** [spec] 200 a second. Off by default, since all the clients of a machine come from one address. */
  addressRateLimit: RateLimit | 'unlimited';
}>;

export type RateLimit = Readonly<{ requests: number; windowSeconds: number }>;

export const defaultSettings: Settings = {
  activationDelayMs: 1000,
  activationMovesModified: true,
  pendingAfterPatch: 'value',
  maxValueBytes: 65_536,
  emptyValue: 'accept',
  maxNameLength: 'unlimited',
  maxCommentBytes: 'unlimited',
  maxBodyBytes: 16 * 1024 * 1024,
  bulkCreate: 'atomic',
  bulkDeleteUnknownIds: 'ignore',
  maxBulkEntries: 'unlimited',
  tooManyEntries: 'badRequest',
  repeatedName: 'refuse',
  nameExistsStatus: 400,
  notFoundStatus: 404,
  nameReservedMs: 0,
  deleteAnswer: 'null',
  optionalFields: 'all',
  searchMatches: 'part',
  outOfBounds: 'correct',
  unknownCredential: 'invalidAccessToken',
  readLagMs: 0,
  readLagOf: 'creates',
  scopes: ['workers', 'ai_gateway', 'dex', 'access', 'containers', 'websearch'],
  rateLimit: { requests: 1200, windowSeconds: 300 },
  addressRateLimit: 'unlimited',
};

/**
 * Every unknown at once, each answered in the way that is hardest for a client which must still get there: so names are
 * reserved for seconds and not for ever, and may be as long as one likes. Documented limits and the activation delay stay.
 */
export const worstCaseSettings: Settings = {
  ...defaultSettings,
  pendingAfterPatch: 'always',
  emptyValue: 'refuse',
  bulkCreate: 'partial',
  bulkDeleteUnknownIds: 'refuseInPart',
  maxBulkEntries: 10,
  tooManyEntries: 'contentTooLarge',
  repeatedName: 'takeLast',
  nameExistsStatus: 409,
  notFoundStatus: 400,
  // Longer than the lag: for a while a name is taken that no listing shows.
  nameReservedMs: 3000,
  deleteAnswer: 'object',
  optionalFields: 'fewest',
  searchMatches: 'whole',
  outOfBounds: 'refuse',
  unknownCredential: 'authenticationError',
  readLagMs: 1500,
  readLagOf: 'everyWrite',
  addressRateLimit: { requests: 200, windowSeconds: 1 },
};
