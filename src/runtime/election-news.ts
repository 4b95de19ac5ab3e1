/** What a candidate has to tell, for the log. */
export type ElectionNews =
  /** Another one leads, and this one stands by. */
  | { readonly kind: 'StandsBy'; readonly holder: string }
  | { readonly kind: 'Leads'; readonly transitions: number }
  /** `holder` has taken the lease; without one, it could not be renewed in time. */
  | { readonly kind: 'Lost'; readonly holder: string | undefined }
  | { readonly kind: 'Released' }
  /** It is tried again. Told once for as long as the detail is the same. */
  | { readonly kind: 'Failed'; readonly action: 'read' | 'write'; readonly detail: string };
