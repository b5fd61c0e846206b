/** One result of `doctor`: one line, and what to do about it where it is not well. */
export interface Finding {
  /** What was looked at, like `telegram ops: rights`. */
  readonly about: string;
  /** `unknown`: it could not be found out. */
  readonly state: 'ok' | 'problem' | 'unknown';
  /** One line. May hold untrusted text. */
  readonly detail: string;
  /** The one thing to do next; `null` where all is well. */
  readonly fix: string | null;
}
