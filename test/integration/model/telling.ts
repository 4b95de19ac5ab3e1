/** What a resource is to say once all is at rest, by entry: a reason, or undefined where it is as it should be. */
export type Telling = Readonly<Record<string, string | undefined>>;
