import type { FarError } from './far-error.ts';

/** What came is no piece of an answer: no JSON, or JSON of another shape. The message is for people. */
export class NotAnAnswer extends Error {}

/** More came than anybody asked for. The message is for people. */
export class TooLong extends Error {}

/** A provider's error that its SDK took for an answer. */
export class AnsweredError extends Error {
  readonly far: FarError;

  constructor(far: FarError) {
    super('the provider answered with an error');
    this.far = far;
  }
}
