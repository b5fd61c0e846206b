/** `1 channel`, `2 channels`; `many` where more than one are not just that with an s. */
export function countOf(count: number, what: string, many = `${what}s`): string {
  return `${count} ${count === 1 ? what : many}`;
}
