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
  /** [inferred] Cloudflare's edge refuses bodies beyond some size; the largest array is unknown. */
  maxBodyBytes: number;
  /** [inferred] Whether one bad entry of a bulk POST keeps out the good ones. */
  bulkCreate: 'atomic' | 'partial';
  /** [inferred] Whether an unknown id in a bulk DELETE fails the call. */
  bulkDeleteUnknownIds: 'ignore' | 'refuse';
  /** Unproven: 400 and 409 are both plausible. 400 is what the other 1003 errors have [live]. */
  nameExistsStatus: 400 | 409;
  /** [inferred] Code 9109 "Invalid access token" (403), or 10000 "Authentication error" (401): both have been seen. */
  unknownCredential: 'invalidAccessToken' | 'authenticationError';
  /** [live] Reads may miss what was created within this time: read-replica lag. */
  readLagMs: number;
  /** [spec] The services that may use a secret: Cloudflare adds to them over time. */
  scopes: readonly string[];
  /** [spec] Per user or account token, over everything that uses it. */
  rateLimit: RateLimit;
}>;

export type RateLimit = Readonly<{ requests: number; windowSeconds: number }>;

export const defaultSettings: Settings = {
  activationDelayMs: 1000,
  activationMovesModified: true,
  pendingAfterPatch: 'value',
  maxValueBytes: 65_536,
  maxBodyBytes: 16 * 1024 * 1024,
  bulkCreate: 'atomic',
  bulkDeleteUnknownIds: 'ignore',
  nameExistsStatus: 400,
  unknownCredential: 'invalidAccessToken',
  readLagMs: 0,
  scopes: ['workers', 'ai_gateway', 'dex', 'access', 'containers', 'websearch'],
  rateLimit: { requests: 1200, windowSeconds: 300 },
};
