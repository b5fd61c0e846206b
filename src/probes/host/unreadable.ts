/** For a sensor that is not there, or does not answer now: a system's own error. What is a mistake of ours is thrown on. */
export function nullWhereUnreadable(error: unknown): null {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return null;
  throw error;
}
