import { codeOf } from '../../core/error-code.ts';

/** For a sensor that is not there, or does not answer now: a system's own error. What is a mistake of ours is thrown on. */
export function nullWhereUnreadable(error: unknown): null {
  if (codeOf(error) !== null) return null;
  throw error;
}
