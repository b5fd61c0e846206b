/** Where text goes: what `process.stdout`, a file stream or a test's stream have in common. */
export interface Sink {
  /** `done` is called once, when the text was taken or could not be. */
  write(text: string, done: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** How wide the terminal is at this moment, in cells; missing where it is none. */
  readonly columns?: number | undefined;
}
