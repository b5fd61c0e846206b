/** A status, or a class of them: `2xx`. */
export type StatusPattern = number | string;

export function isExpected(status: number, patterns: readonly StatusPattern[]): boolean {
  return patterns.some((pattern) =>
    typeof pattern === 'number' ? pattern === status : pattern === `${Math.floor(status / 100)}xx`,
  );
}
