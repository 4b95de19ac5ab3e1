/** An HTTP answer as it came, before anybody looked at its meaning. */
export interface Answer {
  readonly status: number;
  /** By name in lower case; undefined when the answer has no such header. */
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}
