import { distance } from 'fastest-levenshtein';

const MOST_COMPARED = 60;
const MOST_LISTED = 12;

/** What to say of a type that there is not: the one it was probably meant to be, else some of those that there are. */
export function sayUnknownType(type: unknown, known: readonly string[]): string {
  const plain = known.filter((name) => !name.startsWith('not-'));
  const listed = `${plain.slice(0, MOST_LISTED).join(', ')}, …`;
  if (typeof type !== 'string') return `needs a \`type\`, one of ${listed}`;
  const word = type.slice(0, MOST_COMPARED).toLowerCase();
  const near = known
    .map((name) => ({ name, far: distance(word, name) }))
    .filter(({ name, far }) => far <= Math.max(2, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.far - b.far)[0];
  const hint = near === undefined ? `; known: ${listed}` : `: did you mean "${near.name}"?`;
  return `unknown assertion "${word}"${hint}`;
}
