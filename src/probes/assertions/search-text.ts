/** What makes two texts the same that are to count as the same. */
export type Fold = (text: string) => string;

export const asItIs: Fold = (text) => text;
export const lowerCase: Fold = (text) => text.toLowerCase();

const STEPS_TO_FOLD = 2;
const STEPS_TO_COMPARE = 1 / 8;

/** What it takes to look for texts in another one, at the worst: where it is almost each of them everywhere. */
export function stepsToFind(wanted: readonly string[], text: string): number {
  const compared = wanted.reduce((sum, { length }) => sum + length + 1, 0);
  return text.length * (STEPS_TO_FOLD + STEPS_TO_COMPARE * compared);
}
